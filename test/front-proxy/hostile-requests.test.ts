import type { RunningService } from '../../runtime/running-service';
import { rawClient, rawCoordinator, type RawCoordinator } from '../support/raw-http';
import { createCleanup, runningProxy } from '../support/running-proxy';

const cleanup = createCleanup();
let blue: RawCoordinator;
let proxy: RunningService;

beforeAll(async () => {
  blue = await rawCoordinator(cleanup);
  proxy = await runningProxy(cleanup, [{ name: 'blue', url: blue.url }]);
});
beforeEach(() => void blue.requests.splice(0));
afterAll(() => cleanup.run());

/** All that the proxy answers until it ends the connection. */
async function answerTo(bytes: string): Promise<string> {
  const client = rawClient(cleanup, proxy.url);
  client.send(bytes);
  return client.closed();
}

/** Its status; the connection must end, and nothing may reach the coordinator. */
async function refusal(bytes: string): Promise<number> {
  const answer = await answerTo(bytes);
  expect(blue.requests).toEqual([]);
  expect(answer.match(/HTTP\/1\.1 \d/g)).toHaveLength(1);
  expect(answer.toLowerCase()).toContain('connection: close');
  return Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1]);
}

const post = (headers: string, body: string, path = '/v1/statement') =>
  `POST ${path} HTTP/1.1\r\nHost: h\r\nX-Trino-User: u\r\n${headers}\r\n${body}`;
const get = (path: string, headers = '') =>
  `GET ${path} HTTP/1.1\r\nHost: h\r\n${headers}Connection: close\r\n\r\n`;
const repeated = (count: number, text: string) => text.repeat(count);

const CHUNKS = '5\r\nselec\r\n0\r\n\r\n';

test.each([
  ['a length and chunks', 'Content-Length: 6\r\nTransfer-Encoding: chunked\r\n'],
  ['chunks and a length', 'Transfer-Encoding: chunked\r\nContent-Length: 6\r\n'],
  ['two lengths', 'Content-Length: 6\r\nContent-Length: 5\r\n'],
  ['the same length twice', 'Content-Length: 5\r\nContent-Length: 5\r\n'],
  ['a length with a plus', 'Content-Length: +5\r\n'],
  ['a length with a minus', 'Content-Length: -5\r\n'],
  ['a list of lengths', 'Content-Length: 5, 5\r\n'],
  ['a hexadecimal length', 'Content-Length: 0x5\r\n'],
  ['an empty length', 'Content-Length:\r\n'],
  ['a length beyond all numbers', 'Content-Length: 99999999999999999999999\r\n'],
  ['chunked, but not as the last', 'Transfer-Encoding: chunked, identity\r\n'],
  ['chunked twice', 'Transfer-Encoding: chunked, chunked\r\n'],
  ['chunked in two headers', 'Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n'],
  ['chunked and then identity', 'Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n'],
  ['a coding after a vertical tab', 'Transfer-Encoding: \x0bchunked\r\n'],
  ['a coding on two lines', 'Transfer-Encoding: chunk\r\n ed\r\n'],
  ['a space before the colon', 'Content-Length : 5\r\n'],
  ['a tab before the colon', 'Transfer-Encoding\t: chunked\r\n'],
])('a body framed by %s is refused', async (_, headers) => {
  expect(await refusal(post(headers, CHUNKS))).toBe(400);
});

test.each([
  ['an unknown coding', 'Transfer-Encoding: xchunked\r\n'],
  ['identity', 'Transfer-Encoding: identity\r\n'],
  ['a coding with a parameter', 'Transfer-Encoding: chunked;q=1\r\n'],
  ['a coding in quotes', 'Transfer-Encoding: "chunked"\r\n'],
  ['an empty coding', 'Transfer-Encoding:\r\n'],
  ['gzip, chunked', 'Transfer-Encoding: gzip, chunked\r\n'],
  ['identity and chunked', 'Transfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n'],
])('a body coded by %s is refused, as nobody here could undo it', async (_, headers) => {
  expect(await refusal(post(headers, CHUNKS))).toBe(501);
});

test('HTTP/1.0 knows no chunks', async () => {
  const bytes = post('Transfer-Encoding: chunked\r\n', CHUNKS).replace('HTTP/1.1', 'HTTP/1.0');
  expect(await refusal(bytes)).toBe(400);
});

test.each([
  ['lines ended by LF', '5\nselec\n0\n\n', 400],
  ['a space after the size', '5 \r\nselec\r\n0\r\n\r\n', 400],
  ['0x before the size', '0x5\r\nselec\r\n0\r\n\r\n', 400],
  ['a negative size', '-5\r\nselec\r\n0\r\n\r\n', 400],
  ['a size with a plus', '+5\r\nselec\r\n0\r\n\r\n', 400],
  ['a size beyond all numbers', 'fffffffffffffffff\r\nselec\r\n0\r\n\r\n', 400],
  ['no size', '\r\nselec\r\n0\r\n\r\n', 400],
  ['more than its size', '5\r\nselecX0\r\n\r\n', 400],
  ['no end of line after it', '5\r\nselec0\r\n\r\n', 400],
  ['LF in an extension', '5;a\nb\r\nselec\r\n0\r\n\r\n', 400],
  ['CRLF in a quoted extension', '5;a="b\r\n"\r\nselec\r\n0\r\n\r\n', 400],
  ['a trailer that is no header', '5\r\nselec\r\n0\r\nX T: a\r\n\r\n', 400],
  ['an endless extension', `5;${repeated(20_000, 'a')}\r\nselec\r\n0\r\n\r\n`, 413],
  ['an endless trailer', `5\r\nselec\r\n0\r\nX: ${repeated(2_300_000, 'a')}\r\n\r\n`, 431],
])('a chunk with %s is refused', async (_, body, status) => {
  expect(await refusal(post('Transfer-Encoding: chunked\r\n', body))).toBe(status);
});

test.each([
  ['CR in a value', 'X-A: a\rX-B: b'],
  ['CR in a name', 'X-\rA: b'],
  ['LF between headers', 'X-A: a\nX-B: b'],
  ['NUL in a value', 'X-A: a\0b'],
  ['NUL in a name', 'X-\0A: b'],
  ['a control byte', 'X-A: \x01'],
  ['a delete byte', 'X-A: \x7f'],
  ['a folded line', 'X-A: a\r\n b'],
  ['a line folded by a tab', 'X-A: a\r\n\tb'],
  ['a space before the name', ' X-A: b'],
  ['no colon', 'X-A'],
  ['no name', ': b'],
  ['a bracket in a name', 'X(A): b'],
  ['a name that is no ASCII', 'X-\xfc: b'],
])('%s in the headers is refused', async (_, line) => {
  expect(await refusal(get('/v1/info', `${line}\r\n`))).toBe(400);
});

test('lines that are all ended by LF are refused', async () => {
  expect(await refusal(get('/v1/info').replaceAll('\r\n', '\n'))).toBe(400);
});

test('more headers than any client sends are refused, not left out', async () => {
  const headers = Array.from({ length: 2001 }, (_, i) => `X-${i}: a\r\n`).join('');
  expect(await refusal(get('/v1/info', headers))).toBe(431);
});

test('headers beyond the limit are refused in words that the client can read', async () => {
  const answer = await answerTo(get('/v1/info', `X-A: ${repeated(9_000_000, 'a')}\r\n`));
  expect(answer).toMatch(/^HTTP\/1\.1 431 .*\r\n\r\nThe URL and the headers are too long\n$/s);
  expect(await refusal(get(`/v1/info?${repeated(3_000_000, 'a')}`))).toBe(431);
});

test.each([
  [''],
  ['Host:\r\n'],
  ['Host: h\r\nHost: evil\r\n'],
  ['Host: h\r\nhost: h\r\n'],
  ['Host: h/v1\r\n'],
  ['Host: user@h\r\n'],
  ['Host: a b\r\n'],
  ['Host: a,b\r\n'],
  ['Host: h:port\r\n'],
  ['Host: h?x\r\n'],
  ['Host: h#x\r\n'],
  ['Host: h\\x\r\n'],
  ['Host: [::1\r\n'],
  ['Host: \xfc\r\n'],
])('HTTP/1.1 with %j for its Host is refused', async (host) => {
  expect(await refusal(`GET /v1/info HTTP/1.1\r\n${host}\r\n`)).toBe(400);
});

test.each([
  ['http://evil/v1/info'],
  ['http://h/v1/info'],
  ['//evil/v1/info'],
  ['v1/info'],
  ['*'],
  ['?x'],
  ['/v1/../v1/info'],
  ['/c~blue/%2e%2E/v1/info'],
  ['/c~blue/v1/statement/..;/'],
  ['/v1//info'],
  ['/v1%2Finfo'],
  ['/v1%5cinfo'],
  ['/v1\\info'],
  ['/v1/info#x'],
  ['/v1/info;x'],
  ['/c~blue;x/v1/info'],
  ['/v1/info%00'],
  ['/v1/info%0d%0aX:'],
  ['/v1/%c0%af'],
  ['/v1/%zz'],
  ['/v1/%69nfo'],
  ['/v1/in\tfo'],
  ['/v1/in\x01fo'],
  ['/v1/in\x7ffo'],
  ['/v1/inf\xf6'],
  ['/v1/ info'],
])('the target %j is refused', async (target) => {
  expect(await refusal(get(target))).toBe(400);
});

test.each([['/c~nope/v1/info'], ['/c~Blue/v1/info'], ['/c~/v1/info'], ['/c~blue/c~blue/v1/info']])(
  '%s names no cluster',
  async (target) => {
    expect(await refusal(get(target))).toBe(404);
  },
);

test.each([
  ['/c~blue/v1/statement', 403],
  ['/c~blue/v1/statement/', 403],
  ['/c~blue/v1/statement?x', 403],
  ['/c~blue/v1/%73tatement', 400],
  ['/v1/statement;x', 400],
  ['/v1;x/statement', 400],
  ['/v1/statement/;x', 400],
  ['/v1/statement#x', 400],
  ['/v1/%73tatement', 400],
  ['//v1/statement', 400],
])('a statement cannot pass by the rules as POST %s', async (path, status) => {
  const headers = 'Content-Length: 8\r\nConnection: close\r\n';
  expect(await refusal(post(headers, 'select 1', path))).toBe(status);
});

test.each([
  ['TRACE /v1/info HTTP/1.1\r\nHost: h\r\nCookie: a=b\r\n\r\n', 405],
  ['CONNECT h:80 HTTP/1.1\r\nHost: h\r\n\r\n', 405],
  ['OPTIONS * HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n', 400],
  ['get /v1/info HTTP/1.1\r\nHost: h\r\n\r\n', 400],
  ['STEAL /v1/info HTTP/1.1\r\nHost: h\r\n\r\n', 400],
  ['GET /v1/info HTTP/1.2\r\nHost: h\r\n\r\n', 400],
  ['GET /v1/info HTTP/2.0\r\nHost: h\r\n\r\n', 505],
  ['GET /v1/info\r\n\r\n', 505],
  ['PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400],
  ['\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', 400],
])('%j is refused', async (bytes, status) => {
  expect(await refusal(bytes)).toBe(status);
});

test('what follows a good request in its packet is not taken for the answer of another', async () => {
  const answer = await answerTo(`${post('Content-Length: 8\r\n', 'select 1')}nonsense\r\n\r\n`);
  expect(answer).not.toContain('400');
});
