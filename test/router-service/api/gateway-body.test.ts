import { gatewayRoutingRequest, isGatewayBody } from '../../../router-service/api/gateway-body';

const body = {
  trinoQueryProperties: {
    body: 'select 1',
    queryType: 'Query',
    resourceGroupQueryType: 'SELECT',
    tables: ['hive.sales.orders'],
    defaultCatalog: 'hive',
    defaultSchema: 'sales',
    catalogs: ['hive'],
    schemas: ['sales'],
    catalogSchemas: ['hive.sales'],
    isNewQuerySubmission: true,
    isQueryParsingSuccessful: true,
  },
  trinoRequestUser: { user: 'alice' },
  contentType: 'application/json',
  remoteUser: null,
  method: 'POST',
  requestURI: '/v1/statement',
  queryString: null,
  session: null,
  remoteAddr: '10.0.0.9',
  remoteHost: '10.0.0.9',
  parameters: {},
};

const read = (changes: object, rawHeaders: string[] = [], authorization?: string) =>
  gatewayRoutingRequest({ ...body, ...changes }, { rawHeaders, authorization });

const properties = (changes: object) => ({
  trinoQueryProperties: { ...body.trinoQueryProperties, ...changes },
});

test.each([
  ['the whole body', body, true],
  ['only a request URI', { requestURI: '/ui' }, true],
  ['only a user', { trinoRequestUser: {} }, true],
  ['only query properties', { trinoQueryProperties: {} }, true],
  ['a plain body', { statement: 'select 1', user: 'alice' }, false],
  ['nothing', {}, false],
  ['a list', [], false],
  ['null', null, false],
  ['a text', 'trinoQueryProperties', false],
])('%s is told from the plain body', (_, value, expected) => {
  expect(isGatewayBody(value)).toBe(expected);
});

test.each([
  ['POST', '/v1/statement', true],
  ['POST', '/v1/statement/', true],
  ['post', '/v1/statement', true],
  ['GET', '/v1/statement', false],
  ['POST', '/v1/statement/queued/20260101_000000_00001_abcde/y/1', false],
  ['DELETE', '/v1/statement/executing/x', false],
  ['POST', '/v1/statements', false],
  ['POST', '/oauth2/token', false],
  ['GET', '/ui/', false],
  ['GET', '/v1/info', false],
])('%s %s is a new query: %s', (method, requestURI, expected) => {
  expect(read({ method, requestURI }).isNewQuery).toBe(expected);
});

test.each([
  [true, true],
  [false, false],
])('without method and URI the claim counts: %s', (isNewQuerySubmission, expected) => {
  const unnamed = { method: undefined, requestURI: undefined };
  const request = read({ ...unnamed, ...properties({ isNewQuerySubmission }) });
  expect(request.isNewQuery).toBe(expected);
});

const basic = `Basic ${Buffer.from('carol:secret').toString('base64')}`;
test.each([
  ['the body', { user: 'alice' }, ['X-Trino-User', 'bob'], basic, 'alice'],
  ['the header', {}, ['X-Trino-User', 'bob'], basic, 'bob'],
  ['the older header', { user: '' }, ['x-presto-user', 'bob'], undefined, 'bob'],
  ['Basic', { user: null }, [], basic, 'carol'],
  ['nobody', {}, [], 'Bearer abc', undefined],
])('the user comes from %s', (_, trinoRequestUser, rawHeaders, authorization, expected) => {
  expect(read({ trinoRequestUser }, rawHeaders, authorization).user).toBe(expected);
});

test('the session is read from the headers', () => {
  const request = read({}, [
    ...['X-Trino-Source', 'airflow', 'X-Trino-Client-Tags', 'a, b', 'x-trino-client-tags', 'c'],
    ...['X-Trino-Catalog', 'tpch', 'X-Trino-Schema', 'tiny', 'X-Trino-Client-Info', 'info'],
    ...['X-Trino-Session', 'a=b%20c,d=e', 'X-Trino-Prepared-Statement', 'p=select+1'],
    ...['User-Agent', 'trino-cli', 'Authorization', 'Bearer secret'],
  ]);
  expect(request).toMatchObject({
    statement: 'select 1',
    source: 'airflow',
    clientTags: ['a', 'b', 'c'],
    clientInfo: 'info',
    catalog: 'tpch',
    schema: 'tiny',
    sessionProperties: { a: 'b c', d: 'e' },
    preparedStatements: { p: 'select 1' },
    userAgent: 'trino-cli',
    remoteAddress: '10.0.0.9',
  });
  expect(JSON.stringify(request)).not.toContain('secret');
});

test('X-Presto headers count where X-Trino ones are absent', () => {
  const headers = ['X-Presto-Source', 'old', 'X-Presto-Catalog', 'old', 'X-Trino-Catalog', 'new'];
  expect(read({}, headers)).toMatchObject({ source: 'old', catalog: 'new' });
});

test('the defaults of the body serve where the headers were kept back', () => {
  expect(read({})).toMatchObject({ catalog: 'hive', schema: 'sales' });
});

test('what the gateway understood counts only where it kept the text to itself', () => {
  expect(read({}).reported).toBeUndefined();
  expect(read(properties({ body: '', queryType: 'Insert' })).reported).toEqual({
    queryType: 'Insert',
    resourceGroupQueryType: 'SELECT',
    catalogs: ['hive'],
    schemas: ['sales'],
    catalogSchemas: ['hive.sales'],
    tables: ['hive.sales.orders'],
  });
  expect(read(properties({ body: '', queryType: '' })).reported).toBeUndefined();
});

test('fields of an unexpected kind count as absent', () => {
  const request = read({
    trinoQueryProperties: { body: 7, tables: 'x', catalogs: [1] },
    trinoRequestUser: 'alice',
    parameters: 'x',
    remoteAddr: {},
    aFieldOfTomorrow: { deep: [] },
  });
  expect(request).toMatchObject({ statement: '', isNewQuery: true, user: undefined });
});
