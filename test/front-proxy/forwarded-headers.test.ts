import { endToEndHeaders, withHeaders, withoutHeader } from '../../front-proxy/forwarded-headers';

test('headers of one connection stay behind, also those that Connection names', () => {
  const raw = ['Host', 'a', 'Connection', 'close, X-Hop', 'X-Hop', '1', 'X-Trino-User', 'alice'];
  const more = ['Transfer-Encoding', 'chunked', 'Keep-Alive', '5', 'TE', 'trailers'];
  expect(endToEndHeaders([...raw, ...more])).toEqual(['X-Trino-User', 'alice']);
});

test('a client cannot say for us where a request comes from', () => {
  const raw = ['X-Forwarded-Host', 'evil', 'x-forwarded-prefix', '/c~red', 'Forwarded', 'host=x'];
  expect(endToEndHeaders(raw)).toEqual([]);
});

test('repeated headers keep their order and spelling', () => {
  const raw = ['X-Trino-Session', 'a=1', 'X-Trino-User', 'u', 'x-trino-session', 'b=2'];
  expect(endToEndHeaders(raw)).toEqual(raw);
});

test('a changed header replaces all of its spellings, a new one is added', () => {
  const raw = ['x-trino-client-tags', 'a', 'X-Trino-User', 'u', 'X-Trino-Client-Tags', 'b'];
  const changes = { 'x-trino-client-tags': 'a,b,etl', 'X-New': '1' };
  expect(withHeaders(raw, changes)).toEqual([
    ...['X-Trino-User', 'u', 'x-trino-client-tags', 'a,b,etl', 'X-New', '1'],
  ]);
});

test('a header is left out by name, never by value', () => {
  const raw = ['X-Name', 'content-length', 'Content-Length', '5'];
  expect(withoutHeader(raw, 'content-length')).toEqual(['X-Name', 'content-length']);
});
