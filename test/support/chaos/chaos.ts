import type { ChaosSwitchyard } from './chaos-switchyard';
import type { Outcome, PagingClients } from './paging-clients';

/** Takes one part after the other away while the clients page, and gives it back. */
export async function killInTurn(
  switchyard: ChaosSwitchyard,
  clients: PagingClients,
): Promise<void> {
  await clients.progress();
  for (const name of ['proxy-1', 'router', 'proxy-2'] as const) {
    await switchyard.kill(name);
    await clients.progress();
    await switchyard.start(name);
  }
  await switchyard.stopDatabase();
  await clients.progress();
  // Without a database a router that starts anew knows nothing; the proxies go on with what they know.
  await switchyard.kill('router');
  await clients.progress();
  await switchyard.startDatabase();
  await switchyard.start('router');
  await clients.progress();
}

/** No query may have failed but those of the cluster that died; gives all others. */
export function expectAllButThoseOf(
  lost: string,
  rows: number,
  outcomes: readonly Outcome[],
): Outcome[] {
  const failed = outcomes.filter(({ failure }) => failure !== undefined);
  expect(failed.filter(({ cluster }) => cluster !== lost)).toEqual([]);
  // Each client can have had one query there when it died.
  expect(failed.length).toBeLessThanOrEqual(50);
  const whole = outcomes.filter(({ failure }) => failure === undefined);
  expect(new Set(whole.map(({ cluster }) => cluster))).toEqual(new Set(['blue', 'green']));
  expect(new Set(whole.map((outcome) => outcome.rows))).toEqual(new Set([rows]));
  return whole;
}
