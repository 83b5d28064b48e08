import {
  addressText,
  isLoopback,
  isWildcard,
  listenAddress,
  localUrlOf,
  urlOf,
} from '../../runtime/listen-address';

test.each([
  ['127.0.0.1:8080', { host: '127.0.0.1', port: 8080 }],
  ['[::1]:0', { host: '::1', port: 0 }],
  ['[::ffff:127.0.0.1]:80', { host: '::ffff:127.0.0.1', port: 80 }],
  ['localhost:65535', { host: 'localhost', port: 65_535 }],
  ['db-1.example:5', { host: 'db-1.example', port: 5 }],
])('%s is read and written the same', (text, address) => {
  expect(listenAddress.parse(text)).toEqual(address);
  expect(addressText(address)).toBe(text);
});

test.each([
  '8080',
  ':8080',
  '127.0.0.1',
  '127.0.0.1:',
  '127.0.0.1:65536',
  '127.0.0.1:-1',
  '127.0.0.1:8080 ',
  '256.0.0.1:8080',
  '127.1:8080',
  '::1:8080',
  '[::1]',
  '[127.0.0.1]:8080',
  '[::g]:8080',
  'http://127.0.0.1:8080',
  8080,
  null,
])('%j is no address', (value) => {
  const [issue] = listenAddress.safeParse(value).error?.issues ?? [];
  expect(issue?.message).toBe('must be ADDRESS:PORT such as 127.0.0.1:8080 or [::1]:8080');
});

test.each([
  ['127.0.0.1', true, false],
  ['127.1.2.3', true, false],
  ['::1', true, false],
  ['localhost', true, false],
  ['0.0.0.0', false, true],
  ['::', false, true],
  ['0:0:0:0:0:0:0:0', false, true],
  ['10.0.0.1', false, false],
  ['127.example.com', false, false],
])('%s: only this machine %s, every address %s', (host, loopback, wildcard) => {
  expect(isLoopback({ host, port: 1 })).toBe(loopback);
  expect(isWildcard({ host, port: 1 })).toBe(wildcard);
});

test('a URL has brackets around an IPv6 address', () => {
  expect(urlOf({ host: '::1', port: 80 })).toBe('http://[::1]:80');
});

test('this machine reaches a service on every address by its loopback', () => {
  expect(localUrlOf({ host: '0.0.0.0', port: 1 })).toBe('http://127.0.0.1:1');
  expect(localUrlOf({ host: '::', port: 1 })).toBe('http://[::1]:1');
  expect(localUrlOf({ host: '10.0.0.1', port: 1 })).toBe('http://10.0.0.1:1');
});
