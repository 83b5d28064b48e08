import { createCleanup, proxyOfTwoWorkers, simulated } from '../../support/running-proxy';
import { call, nextUri, submit, type Answer } from '../../support/statement-client';

const cleanup = createCleanup();
afterEach(() => cleanup.run());

/** So that any worker may get each request. */
const close = { connection: 'close' };

test('whoever lost the answer to a statement that waited gets it again from any worker', async () => {
  const blue = await simulated(cleanup, { cluster: 'blue' });
  const clusters = [{ name: 'blue', url: blue.url, maxRunningQueries: 1 }];
  const proxy = await proxyOfTwoWorkers(cleanup, clusters);
  let running = await submit(proxy.url, 'select 1', close);
  for (let statements = 0; statements < 4; statements += 1) {
    let got = await submit(proxy.url, 'select 2', close);
    expect(nextUri(got)).toMatch(/waiting/);
    await readToEnd(running);
    let asked = '';
    while (/waiting/.test(nextUri(got))) {
      asked = nextUri(got);
      got = await call(asked, { headers: close });
    }
    for (let times = 0; times < 4; times += 1) {
      const again = await call(asked, { headers: close });
      expect([again.status, again.text]).toEqual([200, got.text]);
    }
    running = got;
  }
});

async function readToEnd(first: Answer): Promise<void> {
  for (let page = first; nextUri(page) !== '';)
    page = await call(nextUri(page), { headers: close });
}
