import { adjustedHeaders } from '../../router-service/adjusted-headers';
import { adjust, NO_ADJUSTMENTS } from '../../rules/adjust';
import type { AdjustParams } from '../../rules/schema';
import { clientHeaders } from '../../router-service/client-headers';

function adjusted(client: [string, string][], params: AdjustParams) {
  return adjustedHeaders(adjust(NO_ADJUSTMENTS, params), clientHeaders(client)).externalHeaders;
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

test('what a rule appends comes after what the client sent', () => {
  const client: [string, string][] = [['x-note', 'mine']];
  const appendHeaders = { 'X-Note': 'ours', 'X-Other': 'new' };
  expect(adjusted(client, { appendHeaders })).toEqual({ 'x-note': 'mine, ours', 'X-Other': 'new' });
});

test('the source is set in the spelling of the client', () => {
  expect(adjusted([['x-trino-source', 'dbt']], { source: 'dbt-etl' })).toEqual({
    'x-trino-source': 'dbt-etl',
  });
  expect(adjusted([], { source: 'etl' })).toEqual({ 'X-Trino-Source': 'etl' });
});

test('tags and session properties are removed from those of the client', () => {
  const client: [string, string][] = [
    ['X-Trino-Client-Tags', 'a,secret,b'],
    ['X-Trino-Session', 'x=1,query_max_run_time=9h'],
  ];
  const params = { removeClientTags: ['secret'], removeSessionProperties: ['query_max_run_time'] };
  expect(adjusted(client, params)).toEqual({
    'X-Trino-Client-Tags': 'a,b',
    'X-Trino-Session': 'x=1',
  });
});

test('a caller that lost the spelling gets the usual one as well', () => {
  const { headers, headerSpelling } = clientHeaders([['x-trino-client-tags', 'a']]);
  const adjustments = adjust(NO_ADJUSTMENTS, { clientTags: ['b'], headers: { 'X-New': '1' } });
  const request = { headers, headerSpelling, isSpellingLost: true };
  expect(adjustedHeaders(adjustments, request).externalHeaders).toEqual({
    'x-trino-client-tags': 'a,b',
    'X-Trino-Client-Tags': 'a,b',
    'X-New': '1',
  });
});

describe('removed headers', () => {
  const removing = (client: [string, string][], params: AdjustParams) =>
    adjustedHeaders(adjust(NO_ADJUSTMENTS, params), clientHeaders(client));

  test('are named as they came, and empty for gateways that cannot remove', () => {
    expect(removing([['x-note', 'mine']], { removeHeaders: ['X-Note'] })).toEqual({
      externalHeaders: { 'x-note': '' },
      removedHeaders: ['x-note'],
    });
  });

  test('are none where the client sent none', () => {
    expect(removing([], { removeHeaders: ['X-Note'] })).toEqual({
      externalHeaders: {},
      removedHeaders: [],
    });
  });

  test('are the tags when none is left', () => {
    const client: [string, string][] = [['X-Trino-Client-Tags', 'a']];
    expect(removing(client, { removeClientTags: ['a'] }).removedHeaders).toEqual([
      'X-Trino-Client-Tags',
    ]);
  });

  test('may be credentials, which are never seen here', () => {
    expect(removing([], { removeHeaders: ['Cookie'] }).removedHeaders).toEqual(['Cookie']);
  });
});
