import { setTimeout as pause } from 'node:timers/promises';
import { Connection } from '../proxy/load/connection';
import { type Work } from '../proxy/load/job';
import { expectStatus } from '../proxy/load/message-reader';
import { nextPathIn } from '../proxy/load/next-path';
import { requestsOf } from '../proxy/load/requests';
import { type Figure } from '../proxy/report/figures';
import { startSwitchyard } from '../proxy/systems/start-switchyard';
import { type Site } from '../proxy/systems/system';
import { countIn } from './count-in';

const TIMES = 2000;
/** History is written and reports are sent by then. */
const SETTLE_MS = 1700;

/** What both services allocate for one client that asks one thing after the other. */
export async function measureServices(site: Site, tell: (what: string) => void): Promise<Figure[]> {
  const { url, routerUrl, processes, stop } = await startSwitchyard(site);
  const { proxy, router } = processes as { proxy: number; router: number };
  const countBoth = async (work: () => Promise<unknown>) => {
    let inRouter = 0;
    const inProxy = await countIn(site.folder, proxy, async () => {
      inRouter = await countIn(site.folder, router, work);
    });
    return { proxy: inProxy, router: inRouter };
  };
  tell('what services allocate that nobody asks');
  await pause(SETTLE_MS);
  const idle = await countBoth(() => pause(SETTLE_MS));

  /** Bytes for one of them; what a service does each second, asked or not, belongs to none. */
  const bytesEach = async (what: string, target: string, work: Work) => {
    tell(what);
    const asker = createAsker(new URL(target), work);
    await asker.ask(TIMES);
    await pause(SETTLE_MS);
    const from = performance.now();
    const all = await countBoth(async () => {
      await asker.ask(TIMES);
      await pause(SETTLE_MS);
    });
    asker.close();
    const share = (performance.now() - from) / SETTLE_MS;
    return {
      proxy: (all.proxy - idle.proxy * share) / TIMES,
      router: (all.router - idle.router * share) / TIMES,
    };
  };

  const decision = { kind: 'decisions' } as const;
  const query = { kind: 'queries', variation: 'same', pageBytes: 0 } as const;
  const seen = await bytesEach('a decision', routerUrl, { ...decision, variation: 'same' });
  const fresh = await bytesEach('a new decision', routerUrl, { ...decision, variation: 'names' });
  const page = await bytesEach('a page', url, { ...query, pages: 2 * TIMES });
  const post = await bytesEach('a POST', url, { ...query, pages: 0 });
  await stop();
  return [
    { name: 'bytes of a decision, statement seen before', value: seen.router, isStable: true },
    { name: 'bytes of a decision, statement never seen', value: fresh.router, isStable: true },
    { name: 'bytes of a page in the proxy', value: page.proxy, isStable: true },
    { name: 'bytes of a POST in the proxy', value: post.proxy, isStable: true },
    { name: 'bytes of a POST in the router', value: post.router, isStable: true },
  ];
}

/** Asks for pages of one query, as long as it has some, and else for the next query or decision. */
function createAsker(url: URL, work: Work) {
  const connection = new Connection(url.hostname, Number(url.port));
  const requests = requestsOf(work, url.host);
  let asked = 0;
  let next: string | undefined;

  async function once(): Promise<void> {
    const request = next === undefined ? requests.first((asked += 1)) : requests.page(next);
    const answer = await connection.send(request);
    expectStatus(answer, 200);
    next = work.kind === 'queries' && work.pages > 0 ? nextPathIn(answer) : undefined;
  }

  return {
    async ask(count: number): Promise<void> {
      for (let done = 0; done < count; done += 1) await once();
    },
    close: () => connection.close(),
  };
}
