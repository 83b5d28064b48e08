import type { Conversation, Step } from '../../support/conformance/conversation';
import { ask, run, submit, USER } from '../../support/conformance/statement-steps';

const headers: [string, string][] = [
  ['X-Trino-Session', 'nothing'],
  ['X-Trino-Session', 'nothing=1'],
  ['X-Trino-Session', 'query_max_run_time=soon'],
  ['X-Trino-Session', 'query_max_run_time=%'],
  ['X-Trino-Session', 'nothing.nothing=1'],
  ['X-Trino-Session', 'a.b.c=1'],
  ['X-Trino-Session', 'query_max_run_time=5m, task_concurrency=2'],
  ['X-Trino-Time-Zone', 'Europe/Berlin'],
  ['X-Trino-Time-Zone', 'Nowhere/Never'],
  ['X-Trino-Time-Zone', '+05:45'],
  ['X-Trino-Language', 'de-DE'],
  ['X-Trino-Language', 'not_a-language!'],
  ['X-Trino-Client-Info', '{"a": 1}'],
  ['X-Trino-Client-Info', 'not JSON \u00e4'],
  ['X-Trino-Client-Tags', 'a,b, c,,'],
  ['X-Trino-Client-Capabilities', 'PATH,PARAMETRIC_DATETIME,SESSION_AUTHORIZATION,NUMBER,NOTHING'],
  ['X-Trino-Extra-Credential', 'token=secret'],
  ['X-Trino-Extra-Credential', 'token'],
  ['X-Trino-Resource-Estimate', 'EXECUTION_TIME=5s,CPU_TIME=1h,PEAK_MEMORY=1GB'],
  ['X-Trino-Resource-Estimate', 'NOTHING=1'],
  ['X-Trino-Resource-Estimate', 'CPU_TIME=soon'],
  ['X-Trino-Trace-Token', 'trace-1'],
  ['X-Trino-Catalog', 'nothing'],
  ['X-Trino-Schema', 'tiny'],
  ['X-Trino-Path', 'a.b,'],
  ['X-Trino-Role', 'rubbish'],
  ['X-Trino-Role', 'nothing=ALL'],
  ['X-Trino-Query-Data-Encoding', 'json'],
  ['X-Trino-Query-Data-Encoding', 'json+zstd'],
  ['X-Trino-Query-Data-Encoding', 'nothing'],
  ['X-Trino-Source', '\u00e4 source'],
  ['X-Trino-User', ''],
  ['X-Trino-User', 'm\u00fcller'],
  ['X-Trino-User', 'x'.repeat(3000)],
  ['X-Trino-Original-User', 'other'],
  ['X-Presto-User', 'conformance'],
  ['Authorization', 'Basic Y29uZm9ybWFuY2U6'],
  ['Authorization', 'Basic b3RoZXI6'],
  ['Authorization', 'Basic Y29uZm9ybWFuY2U6c2VjcmV0'],
  ['Authorization', 'Basic !'],
  ['Authorization', 'Bearer x'],
  ['Authorization', 'Negotiate x'],
  ['Content-Type', 'application/json'],
  ['Content-Type', 'text/plain; charset=iso-8859-1'],
  ['Content-Encoding', 'gzip'],
  ['Accept', 'text/html'],
  ['Accept', 'application/json'],
  ['Cookie', 'a=1; b=2'],
  ['Origin', 'http://example.com'],
  ['If-None-Match', '*'],
  ['Range', 'bytes=0-10'],
  ['Traceparent', '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'],
  ['X-Request-Id', '7'],
];

const bodies: [string, string | Buffer][] = [
  ['no statement', ''],
  ['only spaces', ' \n\t '],
  ['a byte order mark', '\ufeffSELECT 1'],
  ['comments', '-- one\nSELECT /* two */ 1 -- three'],
  ['many languages', "SELECT 'ﷺ', '👩‍👩‍👧', '\u202e', 'Ω', '\u0000'"],
  [
    'bytes that are no UTF-8',
    Buffer.from([0x53, 0x45, 0x4c, 0x45, 0x43, 0x54, 0x20, 0x27, 0xff, 0xfe, 0x27]),
  ],
  ['a statement of 100 kB', `SELECT '${'ü'.repeat(50_000)}'`],
  ['a statement of 1 MB', `SELECT length('${'x'.repeat(999_900)}')`],
  [
    'a statement of 1 MB of lists',
    `SELECT 1 IN (${Array.from({ length: 100_000 }, (_, i) => i).join(', ')}, 'x')`,
  ],
  ['a statement that is too long', `SELECT '${'x'.repeat(1_100_000)}'`],
  ['a statement of 5 MB', `SELECT 1 /* ${'x'.repeat(5_000_000)} */`],
];

const nobody = (step: Step, name: string): Step => ({
  ...step,
  name,
  request: (memory) => ({ ...step.request(memory), headers: {} }),
});

const withHeaders: Conversation = {
  name: 'Statements with headers of all kinds',
  group: 'shared',
  steps: headers.map(([name, value]) =>
    run(
      "SELECT 1 AS x, TIMESTAMP '2020-01-01 00:00:00 UTC'",
      { [name]: Buffer.from(value).toString('latin1') },
      `${name}: ${value.slice(0, 60)}`,
    ),
  ),
};

const withBodies: Conversation = {
  name: 'Statements of all sizes',
  group: 'shared',
  steps: bodies.map(([name, body]) => ({
    ...run('', {}, name),
    request: () => ({ method: 'POST', target: '/v1/statement', headers: USER, body }),
  })),
};

const odd: Conversation = {
  name: 'Statements that are sent otherwise',
  group: 'shared',
  steps: [
    nobody(submit('SELECT 1'), 'a statement of nobody'),
    {
      ...run('SELECT 2', {}, 'a path with a slash'),
      request: () => ({
        method: 'POST',
        target: '/v1/statement/',
        headers: USER,
        body: 'SELECT 2',
      }),
    },
    {
      ...run('SELECT 3', {}, 'a path with a query'),
      request: () => ({
        method: 'POST',
        target: '/v1/statement?a=1',
        headers: USER,
        body: 'SELECT 3',
      }),
    },
    {
      ...run('SELECT 4', {}, 'both header spellings'),
      request: () => ({
        method: 'POST',
        target: '/v1/statement',
        headers: { ...USER, 'X-Presto-User': 'x', 'X-Presto-Catalog': 'tpch' },
        body: 'SELECT 4',
      }),
    },
    {
      ...submit('SELECT 5', {}, 'the older spelling alone'),
      request: () => ({
        method: 'POST',
        target: '/v1/statement',
        headers: { 'X-Presto-User': 'x' },
        body: 'SELECT 5',
      }),
    },
    {
      ...run('SELECT 6', {}, 'in chunks'),
      request: () => ({
        method: 'POST',
        target: '/v1/statement',
        headers: { ...USER, 'Transfer-Encoding': 'chunked' },
        body: 'SELECT 6',
      }),
    },
    ask('PUT', '/v1/statement', { headers: USER, body: 'SELECT 7' }),
    ask('DELETE', '/v1/statement', { headers: USER }),
    ask('GET', '/v1/statement?query=SELECT%201', { headers: USER }),
  ],
};

const paced: Conversation = {
  name: 'Pages of a chosen size and patience',
  group: 'shared',
  steps: [
    'maxWait=1ms',
    'maxWait=5s',
    'maxWait=soon',
    'targetResultSize=1kB',
    'targetResultSize=1MB',
    'targetResultSize=big',
    'x=y&maxWait=10ms',
  ].flatMap((query) => [
    submit('SELECT * FROM tpch.tiny.nation ORDER BY 1', {}, `POST before ?${query}`),
    {
      ...ask('GET', (memory) => `${memory.nextUri()}?${query}`, { name: `?${query}` }),
      follows: () => true,
    },
  ]),
};

export const requests: readonly Conversation[] = [withHeaders, withBodies, odd, paced];
