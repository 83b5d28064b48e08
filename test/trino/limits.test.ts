import { theLab } from '../support/lab/lab';
import { rawClient, valuesOf, type RawMessage } from '../support/raw-http';
import { createCleanup } from '../support/running-proxy';

const { proxyUrl, blue } = theLab();
const ways = { direct: blue.url, proxied: proxyUrl };

const cleanup = createCleanup();
afterEach(() => cleanup.run());

const SESSION = ['X-Trino-User: limits', 'X-Trino-Routing-Group: adhoc'];

async function ask(url: string, start: string, headers: string[] = [], body = '') {
  const length = body === '' ? [] : [`Content-Length: ${Buffer.byteLength(body)}`];
  const client = rawClient(cleanup, url);
  const head = [
    `${start} HTTP/1.1`,
    `Host: ${new URL(url).host}`,
    ...SESSION,
    ...headers,
    ...length,
  ];
  client.send(`${[...head, 'Connection: close'].join('\r\n')}\r\n\r\n${body}`);
  const [answer] = await client.answers(1);
  return answer!;
}

const statusOf = ({ start }: RawMessage) => Number(start.split(' ')[1]);

/** What Trino itself answers and what comes through the proxy, by the same question. */
async function both<T>(question: (url: string) => Promise<T>) {
  return { direct: await question(ways.direct), proxied: await question(ways.proxied) };
}

const same = <T>(value: T) => ({ direct: value, proxied: value });

/** All answers to a statement, page by page. */
async function runRaw(url: string, statement: string): Promise<RawMessage[]> {
  const answers = [await ask(url, 'POST /v1/statement', [], statement)];
  for (;;) {
    const { nextUri } = JSON.parse(answers.at(-1)!.body) as { nextUri?: string };
    if (nextUri === undefined) return answers;
    answers.push(await ask(url, `GET ${new URL(nextUri).pathname}`));
  }
}

test.each([10_000, 100_000, 1_000_000, 2_000_000])(
  'a header of %d bytes reaches Trino, such as a prepared statement',
  async (bytes) => {
    const header = `X-Trino-Prepared-Statement: p=SELECT+%27${'a'.repeat(bytes)}%27`;
    const question = async (url: string) =>
      statusOf(await ask(url, 'POST /v1/statement', [header], 'SELECT 1'));
    expect(await both(question)).toEqual(same(200));
  },
);

test.each([1_000, 100_000, 2_000_000])('a URL of %d bytes reaches Trino', async (bytes) => {
  const question = async (url: string) =>
    statusOf(await ask(url, `GET /v1/info?x=${'a'.repeat(bytes)}`));
  expect(await both(question)).toEqual(same(200));
});

test('what is too long for Trino is refused as it refuses it', async () => {
  const long = 'a'.repeat(2_300_000);
  const inHeader = async (url: string) =>
    statusOf(await ask(url, 'GET /v1/info', [`X-A: ${long}`]));
  expect(await both(inHeader)).toEqual(same(431));
});

test('a thousand headers of one name arrive', async () => {
  const prepared = Array.from(
    { length: 1000 },
    (_, i) => `X-Trino-Prepared-Statement: p${i}=SELECT+${i}`,
  );
  const question = async (url: string) =>
    statusOf(await ask(url, 'POST /v1/statement', prepared, 'EXECUTE p999'));
  expect(await both(question)).toEqual(same(200));
});

test.each([10_000, 200_000, 900_000])(
  'the answer to a PREPARE of %d bytes arrives',
  async (bytes) => {
    const question = async (url: string) => {
      const answers = await runRaw(url, `PREPARE p FROM SELECT '${'a'.repeat(bytes)}'`);
      // Each page that is made after the statement ran carries it, and how many that are is a race.
      const values = answers.flatMap((answer) => valuesOf(answer, 'X-Trino-Added-Prepare'));
      return [...new Set(values.map(({ length }) => length))];
    };
    const { direct, proxied } = await both(question);
    expect(direct).toEqual([expect.any(Number)]);
    expect(proxied).toEqual(direct);
  },
);

test('a statement as long as Trino takes runs, and a longer one fails in its words', async () => {
  const question = (length: number) => async (url: string) => {
    const last = (await runRaw(url, `SELECT '${'a'.repeat(length)}'`)).at(-1)!;
    const { error } = JSON.parse(last.body) as { error?: { errorName: string; message: string } };
    return error?.message;
  };
  expect(await both(question(990_000))).toEqual(same(undefined));
  expect(await both(question(1_100_000))).toEqual(
    same(expect.stringContaining('exceeds the maximum')),
  );
});
