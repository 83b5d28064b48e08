import { clientHeaders, headerPairs } from '../../router-service/client-headers';

test('a header that came twice has its values joined and its first spelling kept', () => {
  const raw = ['X-Trino-Client-Tags', 'a', 'x-trino-client-tags', 'b', 'User-Agent', 'trino-cli'];
  expect(clientHeaders(headerPairs(raw))).toEqual({
    headers: { 'x-trino-client-tags': 'a, b', 'user-agent': 'trino-cli' },
    headerSpelling: { 'x-trino-client-tags': 'X-Trino-Client-Tags', 'user-agent': 'User-Agent' },
  });
});

test.each([
  'Authorization',
  'authorization',
  'PROXY-AUTHORIZATION',
  'Cookie',
  'cookie',
  'X-Trino-Extra-Credential',
  'x-trino-extra-credential',
  'X-Presto-Extra-Credential',
])('%s is left out, as it proves who somebody is', (name) => {
  expect(clientHeaders([[name, 'secret']])).toEqual({ headers: {}, headerSpelling: {} });
});

test.each(['Content-Type', 'content-length', 'Connection', 'Expect', 'Transfer-Encoding'])(
  '%s is left out, as it speaks of the call and not of the statement',
  (name) => {
    expect(clientHeaders([[name, 'x']]).headers).toEqual({});
  },
);

test('a header named __proto__ is a header like any other', () => {
  const { headers } = clientHeaders([['__proto__', 'x']]);
  expect(Object.keys(headers)).toEqual(['__proto__']);
  expect(Object.getPrototypeOf(headers)).toBe(Object.prototype);
});
