import { createCleanup } from '../../support/running-proxy';
import { bothServers } from './both-servers';
import { converse, withoutLastWords } from './conversation';

const cleanup = createCleanup();
let servers: Awaited<ReturnType<typeof bothServers>>;
beforeAll(async () => {
  servers = await bothServers(cleanup);
});
afterAll(() => cleanup.run());

const request = (...lines: string[]) => `${lines.join('\r\n')}\r\n\r\n`;
const withHost = (...lines: string[]) => request('GET /a HTTP/1.1', 'Host: h', ...lines);

const CASES: Record<string, string> = {
  'a plain request': withHost(),
  'a body with its length': `${request('POST /a HTTP/1.1', 'Host: h', 'Content-Length: 5')}hello`,
  'a body of nothing': request('POST /a HTTP/1.1', 'Host: h', 'Content-Length: 0'),
  'a body in chunks': `${request('POST /a HTTP/1.1', 'Host: h', 'Transfer-Encoding: chunked')}5\r\nhello\r\n0\r\n\r\n`,
  'chunks with a trailer': `${request('POST /a HTTP/1.1', 'Host: h', 'Transfer-Encoding: chunked', 'Trailer: X-A')}2\r\nhi\r\n0\r\nX-A: 1\r\n\r\n`,
  'a body of GET': `${withHost('Content-Length: 2')}hi`,
  'two at once': withHost('X-N: 1') + withHost('X-N: 2'),
  'a body and another request': `${request('POST /a HTTP/1.1', 'Host: h', 'Content-Length: 2')}hi${withHost()}`,
  'chunks after a plain request': `${withHost()}${request('POST /b HTTP/1.1', 'Host: h', 'Transfer-Encoding: chunked')}0\r\n\r\n`,
  'length and chunks': `${request('POST /a HTTP/1.1', 'Host: h', 'Content-Length: 5', 'Transfer-Encoding: chunked')}0\r\n\r\n`,
  'chunks and length': `${request('POST /a HTTP/1.1', 'Host: h', 'Transfer-Encoding: chunked', 'Content-Length: 5')}0\r\n\r\n`,
  'one length twice': `${request('POST /a HTTP/1.1', 'Host: h', 'Content-Length: 2', 'Content-Length: 2')}hi`,
  'two lengths': `${request('POST /a HTTP/1.1', 'Host: h', 'Content-Length: 2', 'Content-Length: 3')}hi!`,
  'lengths in a list': `${withHost('Content-Length: 2, 2')}hi`,
  'a length with a sign': `${withHost('Content-Length: +2')}hi`,
  'a negative length': withHost('Content-Length: -1'),
  'a length in hexadecimal': `${withHost('Content-Length: 0x2')}hi`,
  'a length with zeros before it': `${withHost('Content-Length: 0002')}hi`,
  'a length of many digits': withHost(`Content-Length: ${'0'.repeat(30)}`),
  'a length beyond all numbers': withHost(`Content-Length: ${'9'.repeat(30)}`),
  'a length of nothing': withHost('Content-Length:'),
  'a length with spaces around it': `${withHost('Content-Length: \t 2 \t')}hi`,
  'a length and a no-break space': `${withHost('Content-Length: 2\xa0')}hi`,
  'a length and a form feed': `${withHost('Content-Length: 2\f')}hi`,
  'chunked and a no-break space': `${withHost('Transfer-Encoding: chunked\xa0')}0\r\n\r\n`,
  'a host and a no-break space': request('GET /a HTTP/1.1', 'Host: h\xa0'),
  'a value between no-break spaces': withHost('X-A: \xa0a\xa0'),
  'close and a no-break space': withHost('Connection: close\xa0') + withHost(),
  'another coding': withHost('Transfer-Encoding: identity'),
  'gzip, chunked': `${withHost('Transfer-Encoding: gzip, chunked')}0\r\n\r\n`,
  'chunked twice': `${withHost('Transfer-Encoding: chunked', 'Transfer-Encoding: chunked')}0\r\n\r\n`,
  'a coding in capitals': `${withHost('TRANSFER-ENCODING: Chunked')}0\r\n\r\n`,
  'a space before the colon': `${withHost('Content-Length : 2')}hi`,
  'a tab before the colon': `${withHost('Content-Length\t: 2')}hi`,
  'no colon': withHost('Content-Length 2'),
  'no name': withHost(': 2'),
  'no value': withHost('X-A:'),
  'a folded header': withHost('X-A: a', ' b'),
  'a folded length': `${withHost('Content-Length:', ' 2')}hi`,
  'a folded first header': request('GET /a HTTP/1.1', ' X: a', 'Host: h'),
  'a name with a control character': withHost('X-\x01A: a'),
  'a value with NUL': withHost('X-A: a\0b'),
  'a value with DEL': withHost('X-A: a\x7fb'),
  'a name with a high byte': withHost('X-\xe9: a'),
  'a value with high bytes': withHost('X-A: \xe9\xff'),
  'a bare CR in a value': withHost('X-A: a\rX-B: b'),
  'a bare CR before the end of a line': 'GET /a HTTP/1.1\r\nHost: h\r\nX-A: a\r\r\n\r\n',
  'a bare LF in a value': withHost('X-A: a\nX-B: b'),
  'lines that end with LF': 'GET /a HTTP/1.1\nHost: h\n\n',
  'a head that ends with LF LF': 'GET /a HTTP/1.1\r\nHost: h\n\n',
  'empty lines before': `\r\n\r\n${withHost()}`,
  'an empty line between two': `${withHost()}\r\n${withHost()}`,
  'a bare LF before': `\n${withHost()}`,
  'no headers': 'GET /a HTTP/1.1\r\n\r\n',
  'no host': request('GET /a HTTP/1.1', 'X-A: a'),
  'two hosts': withHost('Host: i'),
  'the same host twice': withHost('host: h'),
  'a host with a path': request('GET /a HTTP/1.1', 'Host: h/i'),
  'a host with a user': request('GET /a HTTP/1.1', 'Host: u@h'),
  'a host of nothing': request('GET /a HTTP/1.1', 'Host:'),
  'a host with a port of nothing': request('GET /a HTTP/1.1', 'Host: h:'),
  'a host by IPv6': request('GET /a HTTP/1.1', 'Host: [::1]:80'),
  'HTTP/1.0': request('GET /a HTTP/1.0', 'Host: h'),
  'HTTP/1.0 that stays': request('GET /a HTTP/1.0', 'Host: h', 'Connection: keep-alive'),
  'HTTP/1.0 with chunks': `${request('POST /a HTTP/1.0', 'Host: h', 'Transfer-Encoding: chunked')}0\r\n\r\n`,
  'HTTP/1.2': request('GET /a HTTP/1.2', 'Host: h'),
  'HTTP/2.0': request('GET /a HTTP/2.0', 'Host: h'),
  'the preface of HTTP/2': 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  'HTTP/0.9': 'GET /a\r\n\r\n',
  'http in small letters': request('GET /a http/1.1', 'Host: h'),
  'a version with a space after it': request('GET /a HTTP/1.1 ', 'Host: h'),
  'two spaces': request('GET  /a HTTP/1.1', 'Host: h'),
  'two spaces before the version': request('GET /a  HTTP/1.1', 'Host: h'),
  'a tab for a space': request('GET\t/a HTTP/1.1', 'Host: h'),
  'a space before the method': request(' GET /a HTTP/1.1', 'Host: h'),
  'a space in the target': request('GET /a b HTTP/1.1', 'Host: h'),
  'a method in small letters': request('get /a HTTP/1.1', 'Host: h'),
  'a method that nobody knows': request('FROB /a HTTP/1.1', 'Host: h'),
  PATCH: `${request('PATCH /a HTTP/1.1', 'Host: h', 'Content-Length: 2')}hi`,
  OPTIONS: request('OPTIONS * HTTP/1.1', 'Host: h'),
  TRACE: request('TRACE /a HTTP/1.1', 'Host: h'),
  CONNECT: request('CONNECT h:80 HTTP/1.1', 'Host: h'),
  'a whole URL': request('GET http://h/a HTTP/1.1', 'Host: h'),
  'a whole URL of another host': request('GET http://i/a HTTP/1.1', 'Host: h'),
  'a target with a fragment': request('GET /a#b HTTP/1.1', 'Host: h'),
  'a target with a high byte': request('GET /\xe9 HTTP/1.1', 'Host: h'),
  'a target with odd characters': request('GET /"<>\\^`{|}%zz?a?b HTTP/1.1', 'Host: h'),
  'a target with DEL': request('GET /\x7f HTTP/1.1', 'Host: h'),
  'a target without a slash': request('GET a HTTP/1.1', 'Host: h'),
  'a target with two slashes': request('GET //i/a HTTP/1.1', 'Host: h'),
  'a long target': request(`GET /${'a'.repeat(20_000)} HTTP/1.1`, 'Host: h'),
  'a long header': withHost(`X-A: ${'a'.repeat(100_000)}`),
  'many headers': withHost(...Array.from({ length: 600 }, (_, i) => `X-${i}: ${i}`)),
  'too many headers': withHost(...Array.from({ length: 2001 }, (_, i) => `X-${i}: ${i}`)),
  'a body beyond what is read at once': `${withHost(`Content-Length: ${1_100_000}`)}${'b'.repeat(1_100_000)}`,
  'Expect of another kind': withHost('Expect: nonsense'),
  'an upgrade': withHost('Connection: upgrade', 'Upgrade: websocket'),
  'an upgrade that the connection does not name': withHost('Upgrade: websocket'),
  'a connection of several words': withHost('Connection: close, x-a', 'X-A: a'),
  'Connection twice': withHost('Connection: keep-alive', 'Connection: close'),
  'Proxy-Connection: keep-alive': withHost('Proxy-Connection: keep-alive') + withHost(),
  'Keep-Alive of the client': withHost('Keep-Alive: timeout=1, max=1') + withHost(),
  'TE: trailers': withHost('TE: trailers'),
  'own headers twice': withHost('X-A: 1', 'x-a: 2', 'X-A:'),
  'a cookie twice': withHost('Cookie: a=1', 'Cookie: b=2'),
  'Set-Cookie in a request': withHost('Set-Cookie: a=1'),
  'a header that counts once, twice': withHost('User-Agent: a', 'User-Agent: b'),
  'Accept twice': withHost('Accept: a', 'Accept: b'),
  'names of what every object has': withHost(
    'Constructor: a',
    'toString: b',
    'hasOwnProperty: c',
    '__proto__: d',
  ),
  nothing: '',
  noise: '\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03\r\n\r\n',
  'a request that is hidden in a body': `${withHost('Content-Length: 39')}GET /hidden HTTP/1.1\r\nHost: h\r\n\r\nGET /x`,
};

describe('what node:http reads and answers, the lean server reads and answers', () => {
  test.each(Object.entries(CASES))('%s', async (_, bytes) => {
    const [plain, lean] = await Promise.all([
      converse(servers.plain, [bytes]),
      converse(servers.lean, [bytes]),
    ]);
    expect(withoutLastWords(lean)).toEqual(withoutLastWords(plain));
  });

  test.each([
    'a plain request',
    'two at once',
    'a body and another request',
    'a body in chunks',
    'chunks after a plain request',
    'lines that end with LF',
  ])('%s, cut into two packets at every byte', async (name) => {
    const bytes = CASES[name] ?? '';
    const whole = withoutLastWords(await converse(servers.plain, [bytes]));
    const cuts = Array.from({ length: bytes.length - 1 }, (_, i) => [
      bytes.slice(0, i + 1),
      bytes.slice(i + 1),
    ]);
    const all = await Promise.all(cuts.map((pieces) => converse(servers.lean, pieces)));
    for (const each of all) expect(withoutLastWords(each)).toEqual(whole);
  });

  test('a request byte by byte', async () => {
    const bytes = CASES['a body and another request'] ?? '';
    const whole = await converse(servers.plain, [bytes]);
    expect(await converse(servers.lean, [...bytes])).toEqual(whole);
  });

  test.each(['Connection: close', 'connection: CLOSE', 'Proxy-Connection: close'])(
    'nothing that follows %s is read',
    async (line) => {
      for (const server of [servers.plain, servers.lean]) {
        const before = server.seen();
        await converse(server, [withHost(line) + withHost('X-N: 2')]);
        await converse(server, [withHost(line), withHost('X-N: 2')]);
        expect(server.seen() - before).toBe(2);
      }
    },
  );

  test('a client that asks whether to send its body is told to go on', async () => {
    const head = withHost('Expect: 100-continue', 'Content-Length: 2');
    const [plain, lean] = [
      await converse(servers.plain, [head, 'hi']),
      await converse(servers.lean, [head, 'hi']),
    ];
    expect(plain.answers.map(({ start }) => start)).toEqual([
      'HTTP/1.1 100 Continue',
      'HTTP/1.1 200 OK',
      'HTTP/1.1 200 OK',
    ]);
    expect(lean).toEqual(plain);
  });

  test('plain requests are read past node:http', () => {
    expect(servers.lean.leanCount()).toBeGreaterThan(100);
    expect(servers.plain.leanCount()).toBe(0);
  });
});
