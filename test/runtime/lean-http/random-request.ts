/** Numbers of [0, 1). */
type Random = () => number;

const METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS', 'PATCH', 'get', 'GE\tT', ''];
const TARGETS = [
  '/',
  '/v1/statement',
  '/a?b=c',
  '//a',
  '*',
  'http://h/a',
  'h:80',
  '/\xff',
  '/a b',
  '/a#b',
];
const VERSIONS = ['HTTP/1.1', 'HTTP/1.0', 'HTTP/1.2', 'http/1.1', 'HTTP/1.1 ', 'HTTP/2.0', ''];
const NAMES = [
  ...['Content-Length', 'Transfer-Encoding', 'Host', 'Connection', 'Content-length', 'Expect'],
  ...['X-Trino-User', 'X-Trino-Source', 'x-a', 'X-B', 'Accept', 'Content-Type', 'Content-Length'],
  ...['Cookie', 'Upgrade', 'TE', 'Trailer', 'Keep-Alive', 'Set-Cookie'],
  ...['Proxy-Connection', 'User-Agent', 'Constructor', '', 'X A', 'X\xa0', 'Content_Length'],
];
const VALUES: Record<string, string[]> = {
  'content-length': ['2', '2', '2', '0', '02', '+2', '2,2', '2 2', '0x2', '-2', '2.0', '', '99'],
  'transfer-encoding': ['chunked', 'Chunked', 'identity', 'gzip, chunked', 'chunked, chunked', 'x'],
  host: ['h', 'h:80', '[::1]', 'u@h', 'h/a', ''],
  connection: ['close', 'keep-alive', 'Close', 'close, x-a', 'keep-alive, te', ''],
  // Whether 100 is told depends on whether the body came first; same-reading.test.ts has it.
  expect: ['x'],
};
const OTHER_VALUES = ['', 'a', 'a b', '\xe9', '"a, b"', 'a\tb', '2', 'close', 'chunked'];
const SEPARATORS = [':', ':  ', ':\t', ' :', '\t:', ': \xa0', ':\n', ''];
const ENDS = ['\n', '\r', '\r\r\n', ' \r\n', '\t\r\n', '\xa0\r\n', '\r\n ', '\0\r\n', '\f\r\n'];
const BODIES = [
  '',
  '',
  'hi',
  'hi',
  '2\r\nhi\r\n0\r\n\r\n',
  '0\r\n\r\n',
  '2;a=b\r\nhi\r\n0\r\nX-A: 1\r\n\r\n',
  '\r\n',
];
const NOISE = ['\0', '\r', '\n', ' ', '\t', ':', '\x7f', '\x80', '\xa0', '\xff', '\v', '\x1f'];

/** A request that is nearly right most of the time, cut into pieces as it may arrive. */
export function randomRequest(random: Random): string[] {
  let bytes = randomHead(random) + pick(random, BODIES);
  if (random() < 0.15) bytes = withNoise(random, bytes);
  if (random() < 0.7) return [bytes];
  const cut = Math.floor(random() * bytes.length);
  return [bytes.slice(0, cut), bytes.slice(cut)].filter((piece) => piece !== '');
}

function randomHead(random: Random): string {
  const seldom = (usual: string, others: readonly string[], chance = 0.06) =>
    random() < chance ? pick(random, others) : usual;
  const line = [seldom('POST', METHODS, 0.3), seldom('/a', TARGETS), seldom('HTTP/1.1', VERSIONS)];
  const start = line.join(seldom(' ', ['  ', '\t'], 0.02));
  const headers = Array.from({ length: Math.floor(random() * 5) }, () => {
    const name = pick(random, NAMES);
    const value = pick(random, VALUES[name.toLowerCase()] ?? OTHER_VALUES);
    return `${name}${seldom(': ', SEPARATORS)}${value}`;
  });
  const lines = [start, seldom('Host: h', ['X-A: a']), ...headers];
  const text = lines.map((each) => each + seldom('\r\n', ENDS, 0.03)).join('');
  return seldom('', ['\r\n', '\n', ' '], 0.02) + text + seldom('\r\n', ['\n', '\r\r\n'], 0.03);
}

function withNoise(random: Random, bytes: string): string {
  const at = Math.floor(random() * bytes.length);
  const replaced = random() < 0.5 ? 1 : 0;
  return bytes.slice(0, at) + pick(random, NOISE) + bytes.slice(at + replaced);
}

function pick<Value>(random: Random, values: readonly Value[]): Value {
  return values[Math.floor(random() * values.length)] as Value;
}
