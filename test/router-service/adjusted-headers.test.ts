import { adjustedHeaders } from '../../router-service/adjusted-headers';
import { clientHeaders } from '../../router-service/client-headers';

const nothing = { headers: {}, clientTags: [], sessionProperties: {} };

function adjusted(client: [string, string][], adjustments: Partial<typeof nothing> | object) {
  return adjustedHeaders({ ...nothing, ...adjustments }, clientHeaders(client));
}

test('nothing to adjust gives no headers', () => {
  expect(adjusted([['X-Trino-User', 'alice']], {})).toEqual({});
});

test.each([
  ['lower case of HTTP/2', 'x-trino-client-tags'],
  ['the usual spelling', 'X-Trino-Client-Tags'],
  ['shouting', 'X-TRINO-CLIENT-TAGS'],
  ['the older protocol', 'X-Presto-Client-Tags'],
])('tags are joined to those of the client, spelled as they came: %s', (_, name) => {
  const { [name]: tags, ...others } = adjusted([[name, 'a, b']], { clientTags: ['etl', 'a'] });
  expect(tags).toBe('a,b,etl');
  expect(others).toEqual({});
});

test('tags of a client that sent none get the usual spelling', () => {
  expect(adjusted([], { clientTags: ['etl'] })).toEqual({ 'X-Trino-Client-Tags': 'etl' });
});

test('tags of a client that speaks the older protocol get its spelling', () => {
  expect(adjusted([['X-Presto-User', 'alice']], { clientTags: ['etl'] })).toEqual({
    'X-Presto-Client-Tags': 'etl',
  });
});

test('session properties are appended URL-encoded, one of the same name is replaced', () => {
  const client: [string, string][] = [
    ['x-trino-session', 'query_max_run_time=1h,hive.x=a%2Cb'],
    ['x-trino-session', 'join_type=BROADCAST'],
  ];
  const sessionProperties = { query_max_run_time: '10m', note: 'a, b=c & ä' };
  expect(adjusted(client, { sessionProperties })).toEqual({
    'x-trino-session':
      'hive.x=a%2Cb,join_type=BROADCAST,query_max_run_time=10m,note=a%2C%20b%3Dc%20%26%20%C3%A4',
  });
});

test('a header that a rule sets takes the spelling of the client, else that of the rule', () => {
  const client: [string, string][] = [['x-trino-source', 'airflow']];
  const headers = { 'X-Trino-Source': 'etl', 'X-Cost-Center': '42' };
  expect(adjusted(client, { headers })).toEqual({ 'x-trino-source': 'etl', 'X-Cost-Center': '42' });
});

test('tags are added to those that a rule sets as a header', () => {
  const adjustments = { headers: { 'X-Trino-Client-Tags': 'one' }, clientTags: ['two'] };
  expect(adjusted([['x-trino-client-tags', 'mine']], adjustments)).toEqual({
    'x-trino-client-tags': 'one,two',
  });
});
