import { readStatementBody } from '../../protocol/statement-body';

test('SQL is taken as it is, with the prepared statements of the headers', () => {
  expect(readStatementBody('select 1', { p: 'select 2' })).toEqual({
    statement: 'select 1',
    preparedStatements: { p: 'select 2' },
  });
});

test('the V2 format brings its own prepared statements, which go before those of the headers', () => {
  const body = JSON.stringify({ query: 'execute p', preparedStatements: { p: 'select 3' } });
  expect(readStatementBody(` ${body}`, { p: 'select 2', q: 'select 4' })).toEqual({
    statement: 'execute p',
    preparedStatements: { p: 'select 3', q: 'select 4' },
  });
  expect(readStatementBody('{"query": "select 1"}')).toEqual({
    statement: 'select 1',
    preparedStatements: {},
  });
});

test.each(['{', '{"query": 1}', '{"sql": "select 1"}', '[]', '"select 1"'])(
  '%s is no V2 body, so it stays what the coordinator will refuse',
  (body) => {
    expect(readStatementBody(body)).toEqual({ statement: body, preparedStatements: {} });
  },
);
