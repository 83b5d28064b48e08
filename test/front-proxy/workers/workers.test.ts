import { fork, type ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCleanup, NOBODY, simulated } from '../../support/running-proxy';

const MAIN = join(__dirname, '../../../dist/cli/main.js');
const cleanup = createCleanup();
afterEach(() => cleanup.run());

/** A proxy of two workers in a process of its own; resolves with its URL and its log. */
async function proxyOfTwo(coordinator: string) {
  const folder = await mkdtemp(join(tmpdir(), 'switchyard-workers-'));
  cleanup.add(folder, () => rm(folder, { recursive: true }));
  const file = join(folder, 'config.yaml');
  const config = {
    frontProxy: { listen: '127.0.0.1:0', workers: 2, routerUrls: [NOBODY] },
    clusters: [{ name: 'blue', url: coordinator, routingGroups: ['adhoc'] }],
    shutdown: { readyzDelay: '0ms' },
  };
  await writeFile(file, JSON.stringify(config));
  const child = fork(MAIN, ['front-proxy', '--config', file], { silent: true });
  cleanup.add(child, () => stop(child));
  const lines: { msg: string; url?: string }[] = [];
  const waiters = new Map<string, (line: { url?: string }) => void>();
  let rest = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    const parts = (rest + chunk.toString()).split('\n');
    rest = parts.pop() ?? '';
    for (const part of parts) {
      const line = JSON.parse(part) as { msg: string; url?: string };
      lines.push(line);
      waiters.get(line.msg)?.(line);
    }
  });
  const logged = (msg: string) =>
    new Promise<{ url?: string }>((resolve) => {
      const known = lines.find((line) => line.msg === msg);
      if (known) resolve(known);
      else waiters.set(msg, resolve);
    });
  const { url = '' } = await logged('front-proxy started');
  return { url, child, logged };
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await gone;
}

/** Runs a statement to its last page, each request on a connection of its own. */
async function run(url: string): Promise<{ state?: string; pages: number }> {
  const headers = { 'x-trino-user': 'ann', connection: 'close' };
  let answer = await fetch(`${url}/v1/statement`, { method: 'POST', body: 'select 1', headers });
  for (let pages = 1; ; pages += 1) {
    expect(answer.status).toBe(200);
    const page = (await answer.json()) as { nextUri?: string; stats?: { state: string } };
    if (page.nextUri === undefined) return { state: page.stats?.state, pages };
    answer = await fetch(page.nextUri, { headers });
  }
}

const metricOf = (text: string, name: string) =>
  [...text.matchAll(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, 'gm'))].reduce(
    (sum, [, value]) => sum + Number(value),
    0,
  );

describe('a proxy of several workers', () => {
  it('serves a query through whichever worker takes the connection, and counts all of them', async () => {
    const coordinator = await simulated(cleanup, {});
    const { url } = await proxyOfTwo(coordinator.url);
    for (let i = 0; i < 6; i += 1) expect((await run(url)).state).toBe('FINISHED');
    const text = await (await fetch(`${url}/metrics`)).text();
    expect(metricOf(text, 'switchyard_proxy_statements_total')).toBe(6);
    expect(metricOf(text, 'switchyard_proxy_cluster_health')).toBe(1);
  });

  it('replaces a worker that dies, and goes on serving', async () => {
    const coordinator = await simulated(cleanup, {});
    const { url, child, logged } = await proxyOfTwo(coordinator.url);
    const [worker] = await childrenOf(child.pid ?? 0);
    process.kill(worker ?? 0, 'SIGKILL');
    await logged('another worker took its place');
    for (let i = 0; i < 4; i += 1) expect((await run(url)).state).toBe('FINISHED');
    expect(await childrenOf(child.pid ?? 0)).toHaveLength(2);
  });
});

async function childrenOf(pid: number): Promise<number[]> {
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8');
  return text.trim().split(' ').filter(Boolean).map(Number);
}
