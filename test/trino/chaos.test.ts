import { expectAllButThoseOf, killInTurn } from '../support/chaos/chaos';
import { startChaosSwitchyard, type ChaosSwitchyard } from '../support/chaos/chaos-switchyard';
import { startPagingClients } from '../support/chaos/paging-clients';
import { theLab } from '../support/lab/lab';
import { endProcess } from '../support/lab/processes';
import { seesHealthy } from '../support/lab/switchyard-process';
import { startTrinoCoordinator } from '../support/lab/trino-coordinator';
import { eventually } from '../support/eventually';

let switchyard: ChaosSwitchyard;

// The other test files need both coordinators, in whichever order they run.
afterAll(async () => {
  const { folder, green, tools, routerUrl } = theLab();
  await switchyard.close();
  await startTrinoCoordinator(folder, 'green', green.port, tools);
  await eventually(async () => {
    expect(await seesHealthy(routerUrl, [{ name: 'green' }])).toBe(true);
  }, 60_000);
});

test('fifty clients page while proxies, router, database and a coordinator die', async () => {
  const { folder, blue, green } = theLab();
  const clusters = [
    { name: 'blue', url: blue.url, routingGroups: ['adhoc'] },
    { name: 'green', url: green.url, routingGroups: ['adhoc'] },
  ];
  switchyard = await startChaosSwitchyard(folder, clusters, 'adhoc');
  const clients = startPagingClients(switchyard.url, {
    count: 50,
    statement: 'SELECT c_custkey, c_name, c_comment FROM tpch.tiny.customer',
    // Several pages rather than one.
    pageQuery: '?targetResultSize=40kB',
  });
  await killInTurn(switchyard, clients);
  await endProcess(folder, 'green', 'SIGKILL');
  await clients.progress();
  const whole = expectAllButThoseOf('green', 1500, await clients.stop());
  expect(new Set(whole.map(({ checksum }) => checksum)).size).toBe(1);
}, 600_000);
