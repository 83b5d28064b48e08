import { waitingIn, waitingPath } from '../../../front-proxy/queue/waiting-path';

const target = { ticket: 'a'.repeat(22), key: 'k'.repeat(43), page: 7 };

test('the path of a statement that waits says which, by what key, and which page', () => {
  expect(waitingIn(waitingPath(target))).toEqual(target);
});

test.each([
  '/v1/statement',
  '/v1/statement/queued/20260101_000000_00001_abcde/y1/1',
  `/v1/statement/waiting/${target.ticket}/${target.key}`,
  `/v1/statement/waiting/${target.ticket}/${target.key}/x`,
  `/v1/statement/waiting/short/${target.key}/1`,
  `/c~blue${waitingPath(target)}`,
])('%s is none', (path) => {
  expect(waitingIn(path)).toBeUndefined();
});
