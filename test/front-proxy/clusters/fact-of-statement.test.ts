import { factOfStatement } from '../../../front-proxy/clusters/fact-of-statement';
import type { DecidedStatement } from '../../../protocol/decision';

const headers = {
  'x-trino-user': 'ann',
  'x-trino-source': 'airflow',
  'x-trino-catalog': 'hive',
  'x-trino-schema': 'sales',
  'x-trino-client-tags': 'b, a',
  'x-team': 'blue',
};

const statement = {
  queryType: 'Query',
  tables: ['hive.b.t', 'hive.a.t'],
  fingerprint: 'f-1',
} as DecidedStatement;

test.each([
  ['user', 'ann'],
  ['source', 'airflow'],
  ['catalog', 'hive'],
  ['schema', 'sales'],
  ['clientTags', '["a","b"]'],
  ['headers.X-Team', 'blue'],
  ['tables', '["hive.a.t","hive.b.t"]'],
  ['queryType', 'Query'],
  ['fingerprint', 'f-1'],
  ['headers.x-other', undefined],
])('%s is %s', (fact, value) => {
  expect(factOfStatement(fact, headers, statement)).toBe(value);
});

test('sets are the same in any order', () => {
  const turned = { ...statement, tables: ['hive.a.t', 'hive.b.t'] };
  expect(factOfStatement('tables', {}, turned)).toBe(factOfStatement('tables', {}, statement));
  const tags = { 'x-trino-client-tags': 'a,b' };
  expect(factOfStatement('clientTags', tags, undefined)).toBe(
    factOfStatement('clientTags', headers, undefined),
  );
});

test('the user may come by Basic authentication, and headers by their older names', () => {
  const authorization = `Basic ${Buffer.from('bob:secret').toString('base64')}`;
  expect(factOfStatement('user', { authorization }, undefined)).toBe('bob');
  expect(factOfStatement('user', { 'x-presto-user': 'kim' }, undefined)).toBe('kim');
});

test.each(['user', 'source', 'clientTags', 'tables', 'queryType', 'fingerprint'])(
  'without any %s there is none',
  (fact) => {
    expect(factOfStatement(fact, {}, undefined)).toBeUndefined();
    const silent = { ...statement, tables: [], queryType: '', fingerprint: '' };
    expect(factOfStatement(fact, {}, silent)).toBeUndefined();
  },
);
