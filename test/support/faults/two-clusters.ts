import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { simulated, type Cleanup } from '../running-proxy';
import type { Load } from './fault';
import { startFaultyLink } from './faulty-link';
import { startSwitchyardSite } from './switchyard-site';

const PAGES = 3;
/** By which the coordinator blue, and nothing else, is reached. */
const NAME = 'localhost';

/** Two simulated coordinators of one group behind links that may break, and a whole Switchyard before them. */
export async function siteOfTwoClusters(cleanup: Cleanup, sections: { history?: object } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'switchyard-faults-'));
  cleanup.add(folder, () => rmSync(folder, { recursive: true }));
  const behaviour = { resultPages: PAGES, pageDelayMs: 200 };
  const blue = await simulated(cleanup, { cluster: 'blue', behaviour });
  const green = await simulated(cleanup, { cluster: 'green', behaviour });
  const blueLink = await startFaultyLink(blue.port);
  cleanup.add(blueLink, () => blueLink.close());
  const clusters = [
    { name: 'blue', url: `http://${NAME}:${blueLink.port}`, routingGroups: ['adhoc'] },
    { name: 'green', url: green.url, routingGroups: ['adhoc'] },
  ];
  const site = await startSwitchyardSite(folder, clusters, sections);
  cleanup.add(site, () => site.close());
  const load: Load = {
    ...{ url: site.url, clients: 16, served: 8, clusters: ['blue', 'green'] },
    ...{ statement: 'SELECT 1', rows: PAGES, disconnect: site.balancer.disconnect },
  };
  return { site, load, blue, green, blueLink, clusters, name: NAME };
}
