import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expectAllButThoseOf, killInTurn } from '../support/chaos/chaos';
import { startChaosSwitchyard, type ChaosSwitchyard } from '../support/chaos/chaos-switchyard';
import { startPagingClients } from '../support/chaos/paging-clients';
import { createCleanup, simulated } from '../support/running-proxy';

const PAGES = 5;

const cleanup = createCleanup();
const folder = mkdtempSync(join(tmpdir(), 'switchyard-chaos-'));
let switchyard: ChaosSwitchyard;

afterAll(async () => {
  await switchyard.close();
  await cleanup.run();
  rmSync(folder, { recursive: true });
});

test('while proxies, router, database and a coordinator die, only the queries of that coordinator fail', async () => {
  const behaviour = { resultPages: PAGES, pageDelayMs: 150 };
  const blue = await simulated(cleanup, { cluster: 'blue', behaviour });
  const green = await simulated(cleanup, { cluster: 'green', behaviour });
  const clusters = [blue, green].map(({ url }, i) => ({
    name: i === 0 ? 'blue' : 'green',
    url,
    routingGroups: ['adhoc'],
  }));
  switchyard = await startChaosSwitchyard(folder, clusters, 'adhoc');
  const clients = startPagingClients(switchyard.url, { count: 50, statement: 'SELECT 1' });
  await killInTurn(switchyard, clients);
  await green.stop();
  await clients.progress();
  expectAllButThoseOf('green', PAGES, await clients.stop());
}, 300_000);
