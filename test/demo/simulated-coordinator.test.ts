import { parseQueryId } from '../../protocol/query-id';
import {
  startSimulatedCoordinator,
  type SimulatedCoordinator,
} from '../../demo/simulated-coordinator';
import { call, headerOf, nextUri, rowsOf, run, submit } from '../support/statement-client';

let coordinator: SimulatedCoordinator;
const user = { 'X-Trino-User': 'tester' };

beforeEach(async () => {
  coordinator = await startSimulatedCoordinator({ cluster: 'blue', coordinatorId: 'abcde' });
});
afterEach(() => coordinator.stop());

const errorOf = (json: Record<string, unknown>) => json.error as Record<string, unknown>;
const stateOf = (json: Record<string, unknown>) => (json.stats as { state: string }).state;

describe('a statement', () => {
  test('answers one row that tells which simulated cluster ran it', async () => {
    const answers = await run(coordinator.url, 'SELECT 1');
    const { id, columns } = answers.at(-1)!.json as { id: string; columns: { name: string }[] };
    expect(rowsOf(answers)).toEqual([['blue', 'abcde', id]]);
    expect(columns.map(({ name }) => name)).toEqual(['cluster', 'coordinator', 'query_id']);
    expect(parseQueryId(id)).toBe(id);
  });

  test('passes QUEUED, RUNNING and FINISHED, on as many pages as asked for', async () => {
    Object.assign(coordinator.behaviour, { queuedPages: 2, resultPages: 3, rowsPerPage: 4 });
    const answers = await run(coordinator.url, 'SELECT 1');
    const states = answers.map(({ json }) => stateOf(json));
    expect(states).toEqual([
      ...['QUEUED', 'QUEUED', 'QUEUED'],
      ...['RUNNING', 'RUNNING', 'RUNNING', 'FINISHED'],
    ]);
    expect(rowsOf(answers)).toHaveLength(12);
  });

  test('runs only when its first page is asked for', async () => {
    const first = await submit(coordinator.url, 'SELECT 1', { 'X-Trino-Source': 'test' });
    expect(coordinator.ran()).toBe(0);
    expect((await call(`${coordinator.url}/v1/query`, { headers: user })).json).toEqual([]);
    await call(nextUri(first));
    expect(coordinator.ran()).toBe(1);
    expect(coordinator.queries()).toMatchObject([
      { statement: 'SELECT 1', user: 'tester', source: 'test', ran: true, state: 'QUEUED' },
    ]);
  });

  test.each([
    ['no user', 'SELECT 1', {}, 401],
    ['a user in Basic credentials', 'SELECT 1', { Authorization: 'Basic bWU6' }, 200],
    ['no text', '', user, 400],
    ['a transaction id that is none', 'SELECT 1', { ...user, 'X-Trino-Transaction-Id': 'z' }, 400],
  ])('with %s', async (_, body, headers: Record<string, string>, status) => {
    const url = `${coordinator.url}/v1/statement`;
    expect((await call(url, { method: 'POST', body, headers })).status).toBe(status);
  });

  test.each([
    ['INSERT INTO t VALUES 1', 'INSERT'],
    ['create table t as select 1 a', 'CREATE TABLE'],
    ['DROP TABLE t', 'DROP TABLE'],
    ['/* nightly */ MERGE INTO t USING s ON a = b', 'MERGE'],
  ])('%s tells its update type', async (statement, updateType) => {
    const last = (await run(coordinator.url, statement)).at(-1)!;
    expect(last.json).toMatchObject({ updateType, stats: { state: 'FINISHED' } });
  });

  test.each([
    ['SELEC 1', 1, 1, 'SELEC'],
    ['-- a comment\n  FORM x', 2, 3, 'FORM'],
    ['  ', 1, 3, '<EOF>'],
  ])('%j is a syntax error in its place', async (statement, line, column, word) => {
    const last = (await run(coordinator.url, statement)).at(-1)!;
    expect(last.status).toBe(200);
    expect(stateOf(last.json)).toBe('FAILED');
    expect(errorOf(last.json)).toMatchObject({
      errorName: 'SYNTAX_ERROR',
      errorCode: 1,
      errorLocation: { lineNumber: line, columnNumber: column },
    });
    expect(String(errorOf(last.json).message)).toContain(
      `line ${line}:${column}: mismatched input '${word}'`,
    );
  });
});

describe('a page', () => {
  test('may be asked for again, but not the one before it', async () => {
    coordinator.behaviour.resultPages = 3;
    const answers = await run(coordinator.url, 'SELECT 1');
    const pages = answers.map(nextUri).filter((uri) => uri.includes('/executing/'));
    expect((await call(pages.at(-1)!)).status).toBe(200);
    expect((await call(pages[0]!)).status).toBe(410);
  });

  test('with a wrong slug, token or query is not found', async () => {
    const uri = nextUri(await submit(coordinator.url, 'SELECT 1'));
    const wrong = [
      uri.replace(/\/y[0-9a-f]+\//, '/ywrong/'),
      uri.replace(/\d+$/, '7'),
      uri.replace(/_abcde/, '_zzzzz'),
    ];
    for (const each of wrong) expect((await call(each)).status).toBe(404);
  });

  test('deleted cancels the query', async () => {
    coordinator.behaviour.resultPages = Infinity;
    const first = await submit(coordinator.url, 'SELECT 1');
    const second = await call(nextUri(first));
    expect((await call(nextUri(second), { method: 'DELETE' })).status).toBe(204);
    const after = await call(nextUri(second));
    expect(errorOf(after.json)).toMatchObject({ errorName: 'USER_CANCELED', errorCode: 3 });
    expect(coordinator.queries()).toMatchObject([{ state: 'FAILED', error: 'USER_CANCELED' }]);
  });

  test('has a partialCancelUri that ends the query early and well', async () => {
    coordinator.behaviour.resultPages = Infinity;
    const queued = await call(nextUri(await submit(coordinator.url, 'SELECT 1')));
    const running = await call(nextUri(queued));
    const partial = String(running.json.partialCancelUri);
    expect((await call(partial, { method: 'DELETE' })).status).toBe(204);
    const last = await call(nextUri(running));
    expect(stateOf(last.json)).toBe('FINISHED');
    expect(nextUri(last)).toBe('');
  });

  test.each([
    [{ 'X-Forwarded-Proto': 'https', 'X-Forwarded-Host': 'ex.org' }, 'https://ex.org/'],
    [{ 'X-Forwarded-Host': 'ex.org:8443', 'X-Forwarded-Port': '1' }, 'http://ex.org:8443/'],
    [{ 'X-Forwarded-Host': 'ex.org', 'X-Forwarded-Port': '81' }, 'http://ex.org:81/'],
    [{ 'X-Forwarded-Host': 'ex.org', 'X-Forwarded-Prefix': '/c~blue' }, 'http://ex.org/c~blue/'],
  ])('addressed by %j begins with %s', async (forwarded, start) => {
    const { json } = await submit(coordinator.url, 'SELECT 1', forwarded as Record<string, string>);
    expect(String(json.nextUri).startsWith(`${start}v1/statement/queued/`)).toBe(true);
    expect(String(json.infoUri).startsWith(`${start}ui/query.html?`)).toBe(true);
  });

  test('of a coordinator that ignores or refuses forwarded headers', async () => {
    const forwarded = { 'X-Forwarded-Prefix': '/c~blue' };
    coordinator.behaviour.forwarded = 'ignore';
    const ignored = await submit(coordinator.url, 'SELECT 1', forwarded);
    expect(nextUri(ignored).startsWith(`${coordinator.url}/v1/`)).toBe(true);
    coordinator.behaviour.forwarded = 'refuse';
    const refused = await submit(coordinator.url, 'SELECT 1', forwarded);
    expect(refused.status).toBe(406);
    expect(refused.text).toContain('does not allow processing of the X-Forwarded-Prefix header');
    expect((await submit(coordinator.url, 'SELECT 1')).status).toBe(200);
  });
});

describe('session statements answer with the headers that clients replay', () => {
  test.each([
    ['USE tpch.tiny', 'X-Trino-Set-Schema', 'tiny'],
    ['USE tpch.tiny', 'X-Trino-Set-Catalog', 'tpch'],
    ["SET SESSION query_max_run_time = '1 h'", 'X-Trino-Set-Session', 'query_max_run_time=1+h'],
    ['RESET SESSION query_max_run_time', 'X-Trino-Clear-Session', 'query_max_run_time'],
    ['PREPARE p FROM SELECT ?', 'X-Trino-Added-Prepare', 'p=SELECT+%3F'],
  ])('%s: %s', async (statement, header, value) => {
    expect(headerOf(await run(coordinator.url, statement), header)).toBe(value);
  });

  test('a prepared statement runs with its header and is not found without', async () => {
    const prepared = { 'X-Trino-Prepared-Statement': 'p=SELECT+%3F' };
    expect(rowsOf(await run(coordinator.url, 'EXECUTE p USING 1', prepared))).toHaveLength(1);
    const missing = (await run(coordinator.url, 'EXECUTE p USING 1')).at(-1)!;
    expect(errorOf(missing.json)).toMatchObject({ errorName: 'NOT_FOUND' });
  });

  test('a transaction lives on the coordinator that began it', async () => {
    const begun = await run(coordinator.url, 'START TRANSACTION', {
      'X-Trino-Transaction-Id': 'NONE',
    });
    const id = headerOf(begun, 'X-Trino-Started-Transaction-Id')!;
    const inside = { 'X-Trino-Transaction-Id': id };
    expect(rowsOf(await run(coordinator.url, 'SELECT 1', inside))).toHaveLength(1);
    const commit = await run(coordinator.url, 'COMMIT', inside);
    expect(headerOf(commit, 'X-Trino-Clear-Transaction-Id')).toBe('true');
    const late = (await run(coordinator.url, 'SELECT 1', inside)).at(-1)!;
    expect(errorOf(late.json)).toMatchObject({ errorName: 'UNKNOWN_TRANSACTION', errorCode: 20 });
  });
});

describe('the other endpoints', () => {
  test('tell health, and that a coordinator is starting', async () => {
    coordinator.behaviour.starting = true;
    expect((await call(`${coordinator.url}/v1/info`)).json).toMatchObject({
      coordinator: true,
      starting: true,
    });
    const head = await call(`${coordinator.url}/v1/info`, { method: 'HEAD' });
    expect([head.status, head.text]).toEqual([200, '']);
    const last = (await run(coordinator.url, 'SELECT 1')).at(-1)!;
    expect(errorOf(last.json)).toMatchObject({ errorName: 'SERVER_STARTING_UP' });
  });

  test.each([
    ['/v1/info/state', {}, 200],
    ['/v1/status', {}, 200],
    ['/v1/query', {}, 401],
    ['/v1/query', user, 200],
    ['/v1/query/20260101_000000_00000_aaaaa', user, 410],
    ['/v1/statement', user, 405],
    ['/nowhere', user, 404],
    ['/ui/login.html', {}, 200],
  ])('%s for %j answers %i', async (path, headers: Record<string, string>, status) => {
    expect((await call(`${coordinator.url}${path}`, { headers })).status).toBe(status);
  });

  test('show a query by its id and let it be killed', async () => {
    coordinator.behaviour.resultPages = Infinity;
    const first = await submit(coordinator.url, 'SELECT 1', { 'X-Trino-Client-Tags': 'a, b' });
    await call(nextUri(first));
    const url = `${coordinator.url}/v1/query/${String(first.json.id)}`;
    expect((await call(url, { headers: user })).json).toMatchObject({
      state: 'QUEUED',
      session: { user: 'tester', clientTags: ['a', 'b'] },
    });
    expect((await call(url, { method: 'DELETE', headers: user })).status).toBe(204);
    expect((await call(url, { headers: user })).json).toMatchObject({
      state: 'FAILED',
      errorCode: { name: 'USER_CANCELED' },
    });
  });

  test('redirect to the web interface under the forwarded prefix', async () => {
    const headers = { 'X-Forwarded-Host': 'ex.org', 'X-Forwarded-Prefix': '/c~blue' };
    const { status, headers: answered } = await call(`${coordinator.url}/ui`, { headers });
    expect([status, answered.get('location')]).toEqual([303, 'http://ex.org/c~blue/ui/']);
  });
});
