import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ClientRequest } from '../../front-proxy/client-request';
import { createRouterClient } from '../../front-proxy/router-client';
import { createLog } from '../../runtime/log';
import { createCleanup, runningProxy, simulated } from '../support/running-proxy';
import { submit } from '../support/statement-client';

const cleanup = createCleanup();
afterEach(() => cleanup.run());

type AnswerBatch = (lines: { statement: string }[], response: ServerResponse) => void;

/** A proxy whose only router answers batches as told. */
async function proxyAsking(answer: AnswerBatch) {
  const batches: string[][] = [];
  const server = createServer(async (request: IncomingMessage, response) => {
    let text = '';
    for await (const piece of request) text += String(piece);
    if (request.url !== '/v1/route/batch') return void response.writeHead(503).end();
    const lines = text
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as { statement: string });
    batches.push(lines.map(({ statement }) => statement));
    answer(lines, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanup.add(server, () => server.close(() => undefined).closeAllConnections());
  const routerUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const [adhoc, etl] = [
    await simulated(cleanup, { cluster: 'adhoc-1' }),
    await simulated(cleanup, { cluster: 'etl-1' }),
  ];
  const clusters = [
    { name: 'adhoc-1', url: adhoc.url, routingGroups: ['adhoc'] },
    { name: 'etl-1', url: etl.url, routingGroups: ['etl'] },
  ];
  const frontProxy = { routerUrls: [routerUrl], routerTimeout: '5s' };
  const { url } = await runningProxy(cleanup, clusters, { frontProxy });
  const clusterOf = async (statement: string) => {
    const { json } = await submit(url, statement);
    return /\/c~([^/]+)\//.exec(String(json.nextUri))?.[1];
  };
  return { batches, clusterOf };
}

const toGroup = (routingGroup: string) => ({ routingGroup, errors: [], externalHeaders: {} });
const FALLBACK = { ...toGroup('adhoc'), reason: 'FALLBACK' as const };
const line = (at: number, route: object) => `${JSON.stringify({ at, route })}\n`;
const statements = Array.from({ length: 40 }, (_, i) => `select ${i}`);

test('statements of one moment go out together, and each gets its own answer in any order', async () => {
  const groupOf = (statement: string) => (Number(statement.slice(7)) % 2 === 0 ? 'adhoc' : 'etl');
  const { batches, clusterOf } = await proxyAsking((lines, response) => {
    const answers = lines.map(({ statement }, at) => line(at, toGroup(groupOf(statement))));
    response.write(answers.slice(1).reverse().join(''));
    setTimeout(() => response.end(answers[0]), 20);
  });
  const clusters = await Promise.all(statements.map(clusterOf));
  expect(clusters).toEqual(statements.map((statement) => `${groupOf(statement)}-1`));
  expect(batches.flat().sort()).toEqual([...statements].sort());
  expect(batches.length).toBeLessThan(statements.length);
});

test('a statement that the router thinks about for long holds up no other', async () => {
  let later: (() => void) | undefined;
  const { clusterOf } = await proxyAsking((lines, response) => {
    const slow = lines.findIndex(({ statement }) => statement === 'select slow');
    const answers = lines.map((_, at) => line(at, toGroup('etl')));
    response.write(answers.filter((_, at) => at !== slow).join(''));
    if (slow === -1) response.end();
    else later = () => response.end(answers[slow]);
  });
  const slow = clusterOf('select slow');
  expect(await Promise.all(statements.map(clusterOf))).toEqual(statements.map(() => 'etl-1'));
  later!();
  expect(await slow).toBe('etl-1');
});

test('a line that the router refuses, or leaves out, is decided by the fallback alone', async () => {
  const { clusterOf } = await proxyAsking((lines, response) => {
    const answers = lines.map(({ statement }, at) => {
      if (statement === 'select left out') return '';
      if (statement !== 'select refused') return line(at, toGroup('etl'));
      return `${JSON.stringify({ at, error: { code: 'BAD_INPUT', message: 'no' } })}\n`;
    });
    response.end(answers.join(''));
  });
  const asked = ['select 1', 'select refused', 'select left out', 'select 2'];
  const expected = ['etl-1', 'adhoc-1', 'adhoc-1', 'etl-1'];
  for (let i = 0; i < 3; i += 1) expect(await Promise.all(asked.map(clusterOf))).toEqual(expected);
});

test('statements whose batch broke are one failure to the breaker', async () => {
  const broken = new Error('the connection broke');
  let asked = 0;
  const client = createRouterClient({
    askForDecision: async () => {
      asked += 1;
      if (asked <= 20) throw broken;
      return toGroup('etl');
    },
    trustedProxies: () => false,
    log: createLog('front-proxy', 'silent'),
    fallback: { route: async () => FALLBACK, decided() {} },
  });
  const request = { headers: {}, rawHeaders: [], socket: {} } as unknown as ClientRequest;
  const routes = await Promise.all(
    statements.slice(0, 20).map((text) => client.route(request, text)),
  );
  expect(routes).toEqual(Array.from({ length: 20 }, () => FALLBACK));
  expect(await client.route(request, 'select 1')).toMatchObject({ routingGroup: 'etl' });
});
