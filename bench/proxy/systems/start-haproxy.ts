import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePorts } from '../../../test/support/free-ports';
import { pidOf, startProcess, waitUntilReady } from '../../../test/support/lab/processes';
import { onCores } from './cores';
import { type Coordinator, type Site, type System } from './system';

/** Its version, such as 2.6.12; undefined where it is not installed. */
export function haproxyVersion(): string | undefined {
  const { stdout } = spawnSync('haproxy', ['-v'], { encoding: 'utf8' });
  return /version (\d+(?:\.\d+)+)/.exec(stdout ?? '')?.[1];
}

/** One thread that spreads statements over the coordinators and sends pages by their query id. */
export async function startHaproxy(site: Site): Promise<System> {
  const { folder, cores } = site;
  const [port = 0] = await freePorts(1);
  const file = join(folder, 'haproxy.cfg');
  writeFileSync(file, configuration(port, site.coordinators));
  const args = ['-f', file, '-db'];
  startProcess(folder, 'haproxy', ...onCores(cores.system, 'haproxy', args), { cwd: folder });
  const url = `http://127.0.0.1:${port}`;
  await waitUntilReady(folder, 'haproxy', async () => (await fetch(`${url}/v1/info`)).ok);
  return { name: 'haproxy', url, processes: { proxy: pidOf(folder, 'haproxy') } };
}

function configuration(port: number, coordinators: readonly Coordinator[]): string {
  const server = ({ name, url }: Coordinator) => `  server ${name} ${new URL(url).host}`;
  return [
    'global',
    '  nbthread 1',
    '  maxconn 8192',
    'defaults',
    '  mode http',
    '  timeout connect 5s',
    '  timeout client 60s',
    '  timeout server 60s',
    '  option forwardfor',
    '  http-reuse always',
    'frontend clients',
    `  bind 127.0.0.1:${port}`,
    '  http-request set-header X-Forwarded-Proto http',
    '  http-request set-header X-Forwarded-Host %[req.hdr(host),field(1,:)]',
    '  http-request set-header X-Forwarded-Port %[dst_port]',
    ...coordinators.map(({ name, suffix }) => `  use_backend ${name} if { path_sub _${suffix}/ }`),
    '  default_backend every',
    'backend every',
    '  balance roundrobin',
    ...coordinators.map(server),
    ...coordinators.flatMap((each) => [`backend ${each.name}`, server(each)]),
    '',
  ].join('\n');
}
