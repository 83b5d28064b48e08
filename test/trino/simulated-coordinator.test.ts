import {
  startSimulatedCoordinator,
  type SimulatedCoordinator,
} from '../../demo/simulated-coordinator';
import { theLab } from '../support/lab/lab';
import { shapeOf } from '../support/shape';
import { call, headerOf, nextUri, run, submit, type Answer } from '../support/statement-client';

let simulated: SimulatedCoordinator;
beforeAll(async () => {
  simulated = await startSimulatedCoordinator();
});
afterAll(() => simulated.stop());

const user = { 'X-Trino-User': 'tester' };
const noTransaction = { 'X-Trino-Transaction-Id': 'NONE' };
const unknownTransaction = { 'X-Trino-Transaction-Id': '5f8d1c2e-0000-4000-8000-000000000000' };
const select =
  "SELECT CAST('a' AS varchar) AS cluster, CAST('b' AS varchar) AS coordinator, CAST('c' AS varchar) AS query_id";
const endless = 'SELECT count(*) FROM tpch.sf1.lineitem a CROSS JOIN tpch.sf1.lineitem b';
const forwarded = {
  ...user,
  'X-Forwarded-Proto': 'https',
  'X-Forwarded-Host': 'trino.example.org',
  'X-Forwarded-Port': '8443',
  'X-Forwarded-Prefix': '/c~blue',
};

/** What a client sees of an answer: status, the headers that it reads, names and types. */
function seen({ status, headers, json, text }: Answer, leaveOut: string[] = []) {
  const read = ['content-type', 'allow', 'location', 'www-authenticate', 'x-content-type-options'];
  return {
    status,
    headers: read.map((name) => [name, headers.get(name)]),
    body: headers.get('content-type')?.startsWith('text/') ? text : shapeOf(json, leaveOut),
  };
}

/** An error as the client gets it, apart from the Java stack. */
function errorIn({ json }: Answer) {
  const { failureInfo, ...error } = json.error as Record<string, unknown>;
  return { ...error, failureInfo: shapeOf(failureInfo, ['cause']) };
}

const page = (answers: Answer[], wanted: (answer: Answer) => boolean) => answers.find(wanted)!;
const stateOf = ({ json }: Answer) => (json.stats as { state: string } | undefined)?.state;
const sessionHeader =
  (name: string) =>
  async (base: string, statement: string, headers = {}) =>
    headerOf(await run(base, statement, headers), name);
const withoutSecrets = (uri: string) =>
  uri.replace(/\d{8}_\d{6}_\d{5}_[a-z0-9]{5}/, 'ID').replace(/\/y[0-9a-f]{40}\//, '/SLUG/');

/** Runs a statement that does not end until one of its pages says RUNNING. */
async function running(base: string): Promise<Answer> {
  simulated.behaviour.resultPages = Infinity;
  let answer = await submit(base, endless);
  while (stateOf(answer) !== 'RUNNING') answer = await call(nextUri(answer));
  return answer;
}

const conversation: Record<string, (base: string) => Promise<unknown>> = {
  'an empty statement': async (base) => seen(await submit(base, '')),
  'a statement without a user': async (base) =>
    seen(await call(`${base}/v1/statement`, { method: 'POST', body: 'SELECT 1' })),
  'GET of the statement path': async (base) =>
    seen(await call(`${base}/v1/statement`, { headers: user })),
  'the first page': async (base) => seen(await submit(base, select)),
  'the page with rows': async (base) => {
    const withRows = page(await run(base, select), ({ json }) => json.data !== undefined);
    return [seen(withRows, ['partialCancelUri']), withRows.json.columns];
  },
  'the last page': async (base) => seen((await run(base, select)).at(-1)!),
  'a zipped page': async (base) => {
    const { headers } = await submit(base, select, { 'Accept-Encoding': 'gzip' });
    return [headers.get('content-encoding'), headers.get('vary')];
  },
  'a syntax error': async (base) => errorIn((await run(base, '\n SELEC 1')).at(-1)!),
  'a page that is canceled': async (base) => {
    const answer = await running(base);
    const deleted = await call(nextUri(answer), { method: 'DELETE' });
    const after = await call(nextUri(answer));
    const again = await call(nextUri(answer), { method: 'DELETE' });
    // The simulated one has a result of its own from the start.
    const result = ['columns', 'data'];
    return [seen(answer, result), seen(deleted), seen(after, result), errorIn(after), seen(again)];
  },
  'a statement that is canceled before it runs': async (base) => {
    const first = await submit(base, endless);
    const deleted = await call(nextUri(first), { method: 'DELETE' });
    return [seen(deleted), errorIn(await call(nextUri(first)))];
  },
  'a wrong slug': async (base) => {
    const uri = nextUri(await submit(base, select));
    return seen(await call(uri.replace(/\/y[0-9a-f]+\//, '/ywrong/')));
  },
  'a page that is gone': async (base) => {
    simulated.behaviour.resultPages = 3;
    const uris = (await run(base, select)).map(nextUri);
    return seen(await call(uris.find((uri) => uri.endsWith('/0'))!));
  },
  'PREPARE, EXECUTE and DEALLOCATE': async (base) => {
    const added = await sessionHeader('X-Trino-Added-Prepare')(base, 'PREPARE p FROM SELECT 1');
    const prepared = { 'X-Trino-Prepared-Statement': 'p=SELECT+1' };
    const executed = (await run(base, 'EXECUTE p', prepared)).at(-1)!;
    const dropped = sessionHeader('X-Trino-Deallocated-Prepare');
    const deallocated = await dropped(base, 'DEALLOCATE PREPARE p', prepared);
    const missing = errorIn((await run(base, 'EXECUTE q')).at(-1)!);
    return [added?.startsWith('p=SELECT+1'), stateOf(executed), deallocated, missing];
  },
  'USE and SET SESSION': async (base) => [
    await sessionHeader('X-Trino-Set-Catalog')(base, 'USE tpch.tiny'),
    await sessionHeader('X-Trino-Set-Schema')(base, 'USE tpch.tiny'),
    await sessionHeader('X-Trino-Set-Session')(base, "SET SESSION query_max_run_time = '1h'"),
    await sessionHeader('X-Trino-Clear-Session')(base, 'RESET SESSION query_max_run_time'),
    seen((await run(base, 'USE tpch.tiny')).at(-1)!),
  ],
  'a transaction': async (base) => {
    const started = sessionHeader('X-Trino-Started-Transaction-Id');
    const id = (await started(base, 'START TRANSACTION', noTransaction)) ?? '';
    const inside = { 'X-Trino-Transaction-Id': id };
    const selected = stateOf((await run(base, select, inside)).at(-1)!);
    const cleared = await sessionHeader('X-Trino-Clear-Transaction-Id')(base, 'COMMIT', inside);
    const nested = (await run(base, 'ROLLBACK', noTransaction)).at(-1)!;
    return [id.replace(/[0-9a-f]/g, 'x'), selected, cleared, errorIn(nested)];
  },
  'a transaction of another coordinator': async (base) => [
    errorIn((await run(base, select, unknownTransaction)).at(-1)!),
    seen(await submit(base, select, { 'X-Trino-Transaction-Id': 'zzz' })),
  ],
  'forwarded headers': async (base) => {
    const { json } = await submit(base, select, forwarded);
    const ui = await call(`${base}/ui`, { headers: forwarded });
    return [json.nextUri, json.infoUri, ui.headers.get('location')].map((uri) =>
      withoutSecrets(String(uri)),
    );
  },
  '/v1/info': async (base) => seen(await call(`${base}/v1/info`)),
  'HEAD of /v1/info': async (base) => seen(await call(`${base}/v1/info`, { method: 'HEAD' })),
  '/v1/info/state': async (base) => (await call(`${base}/v1/info/state`)).text,
  '/v1/query without a user': async (base) => seen(await call(`${base}/v1/query`)),
  'an unknown query': async (base) =>
    seen(await call(`${base}/v1/query/20260101_000000_00001_abcde`, { headers: user })),
  'an unknown path': async (base) => seen(await call(`${base}/nowhere`)),
};

test.each(Object.entries(conversation))('answers as Trino does: %s', async (_, speak) => {
  Object.assign(simulated.behaviour, { resultPages: 1 });
  const [ours, trinos] = [await speak(simulated.url), await speak(theLab().blue.url)];
  expect(ours).toEqual(trinos);
});

// Of these Trino tells more than anybody asks the simulated one.
const partly: Record<string, (base: string) => Promise<unknown>> = {
  '/v1/status': async (base) => shapeOf((await call(`${base}/v1/status`)).json),
  'a query by its id': async (base) => {
    const { json } = (await run(base, select, { 'X-Trino-Source': 'test' })).at(-1)!;
    const { json: info } = await call(`${base}/v1/query/${String(json.id)}`, { headers: user });
    return shapeOf(info);
  },
};

test.each(Object.entries(partly))('tells a part of what Trino tells: %s', async (_, speak) => {
  expect(await speak(theLab().blue.url)).toMatchObject((await speak(simulated.url)) as object);
});
