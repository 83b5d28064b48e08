import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { pastedCommands } from '../docs/pasted-commands';
import { startRouter } from '../router-service/running-router';
import { startPagingClients, type Outcome } from './paging-clients';
import { startLoadBalancer } from './lab/load-balancer';
import { runningProxy, type Cleanup } from './running-proxy';

const execute = promisify(execFile);
const page = readFileSync(join(__dirname, '../../docs/upgrades.md'), 'utf8');

// Weights give each user to one side.
const USERS = ['ada', 'bea', 'cleo', 'dora', 'eva', 'fay', 'gina', 'hope'];

/** A router and two proxies behind a load balancer, in front of a cluster blue of the group adhoc. */
export async function beforeUpgrade(cleanup: Cleanup, blueUrl: string) {
  // Statements that are on their way when a drain begins are known after a second or two.
  const router = await startRouter({ clusters: [] }, { lookMs: 500, settleMs: 3_000 });
  cleanup.add(router, () => router.stop());
  const blue = { name: 'blue', url: blueUrl, routingGroups: ['adhoc'] };
  await router.api.post('/v1/clusters').send(blue).expect(201);
  const frontProxy = { routerUrls: [router.url] };
  const proxies = [
    await runningProxy(cleanup, [blue], { frontProxy }),
    await runningProxy(cleanup, [blue], { frontProxy }),
  ];
  const balancer = await startLoadBalancer(proxies.map(({ url }) => url));
  cleanup.add(balancer, () => balancer.close());
  return { url: balancer.url, router };
}

/** Runs every command of docs/upgrades.md while clients page; how all of their queries ended. */
export async function walkThroughUpgrade(
  url: string,
  greenUrl: string,
  query: { statement: string; pageQuery?: string; countPerUser: number },
): Promise<Outcome[]> {
  const { statement, pageQuery, countPerUser: count } = query;
  const clients = USERS.map((user) => {
    const headers = { 'X-Trino-User': user, 'X-Trino-Source': 'superset' };
    return startPagingClients(url, { count, statement, headers, pageQuery });
  });
  const progress = () => Promise.all(clients.map((each) => each.progress()));
  const env = { ...process.env, SWITCHYARD: url, GREEN: greenUrl };
  const steps = pastedCommands(page);
  expect(steps).toHaveLength(8);
  for (const { commands, prints } of steps) {
    await progress();
    const { stdout } = await execute('bash', ['-euo', 'pipefail', '-c', commands], { env });
    expect(stdout).toMatch(new RegExp(prints.map(literally).join('[^]*')));
  }
  await progress();
  return (await Promise.all(clients.map((each) => each.stop()))).flat();
}

function literally(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
