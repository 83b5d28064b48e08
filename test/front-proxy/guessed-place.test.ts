import { plainAnswer, rawClient, rawCoordinator } from '../support/raw-http';
import { createCleanup, runningProxy } from '../support/running-proxy';

const cleanup = createCleanup();
afterEach(() => cleanup.run());

test('where a page without a cluster in its URL led is looked for again with the next one', async () => {
  let isThere = false;
  const blue = await rawCoordinator(
    cleanup,
    () => 'HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n',
  );
  const green = await rawCoordinator(
    cleanup,
    ({ start }) => {
      if (!isThere) return 'HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n';
      if (start.startsWith('HEAD')) return 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n';
      return plainAnswer('{}');
    },
    'green',
  );
  const proxy = await runningProxy(cleanup, [
    { name: 'blue', url: blue.url },
    { name: 'green', url: green.url },
  ]);
  const client = rawClient(cleanup, proxy.url);
  const page = '/v1/statement/executing/20260101_000000_00001_abcde/y0/3';
  const get = `GET ${page} HTTP/1.1\r\nHost: h\r\n\r\n`;
  client.send(get);
  await client.answers(1);
  isThere = true;
  client.send(get);
  const answers = await client.answers(2);
  expect(answers.map(({ start }) => start.slice(0, 12))).toEqual(['HTTP/1.1 401', 'HTTP/1.1 200']);
});
