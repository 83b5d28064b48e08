import { isAmbiguousPath, isStatementSubmission, queryIdIn } from '../../protocol/paths';

const ID = '20260101_000000_00001_abcde';

test.each([
  [`/v1/statement/queued/${ID}/slug/1`],
  [`/v1/statement/executing/partialCancel/${ID}/0/slug/1`],
  [`/v1/query/${ID}`],
  [`/v1/query/${ID}?pruned=true`],
  [`/ui/query.html?${ID}`],
  [`/ui/api/query/${ID}.json`],
])('the query id in %s is found', (target) => expect(queryIdIn(target)).toBe(ID));

test.each([['/v1/query'], ['/v1/query/20260101_000000_00001_abcdef'], ['/ui/x20260101_0_1_abcde']])(
  'there is no query id in %s',
  (target) => expect(queryIdIn(target)).toBeUndefined(),
);

test.each([
  ['POST', '/v1/statement', true],
  ['POST', '/v1/statement/', true],
  ['PUT', '/v1/statement', false],
  ['POST', '/v1/statement/queued/x', false],
  ['POST', '/v1/statements', false],
])('%s %s submits a statement: %s', (method, path, expected) => {
  expect(isStatementSubmission(method, path)).toBe(expected);
});

test.each([
  ['/c~blue/../v1/info'],
  ['/c~blue/%2e%2E/v1'],
  ['/v1/./info'],
  ['/v1%2fstatement'],
  ['/v1\\info'],
  ['//evil/v1'],
  ['/..'],
  ['/v1/statement;a=b'],
  ['/v1;a/statement'],
  ['/c~blue/v1/statement/..;/'],
  ['/v1/statement#x'],
  ['/v1/st%61tement'],
  ['/c%7Eblue/v1/info'],
  ['/v1/info%00'],
  ['/v1/info%0a'],
  ['/v1/%zz'],
  ['/v1/%'],
  ['/v1/%c0%af'],
])('the path %s could mean another place', (path) => expect(isAmbiguousPath(path)).toBe(true));

test.each([
  ['/v1/info'],
  ['/ui/a..b.js'],
  ['/c~a.b/v1/spooled/download/x.y-z_'],
  ['/'],
  ['/v1/%C3%BC%20%3D%3B%25'],
])('the path %s means one place', (path) => expect(isAmbiguousPath(path)).toBe(false));
