import { affinitySegment, splitAffinity } from '../../protocol/affinity-path';

test.each([
  ['/c~blue/v1/statement/queued/x', { cluster: 'blue', target: '/v1/statement/queued/x' }],
  ['/c~blue/ui/?a=b', { cluster: 'blue', target: '/ui/?a=b' }],
  ['/c~blue', { cluster: 'blue', target: '/' }],
  ['/c~blue?x=1', { cluster: 'blue', target: '/?x=1' }],
  ['/c~/v1/info', { cluster: '', target: '/v1/info' }],
])('the target %s names its cluster', (target, expected) => {
  expect(splitAffinity(target, 'c~')).toEqual(expected);
});

test.each([['/v1/statement'], ['/cblue/v1'], ['/'], ['/v1/c~blue/']])(
  'the target %s names no cluster',
  (target) => expect(splitAffinity(target, 'c~')).toBeUndefined(),
);

test('nothing names a cluster while the prefix is switched off', () => {
  expect(splitAffinity('/c~blue/v1/info', '')).toBeUndefined();
});

test('a segment that is made is the one that is read', () => {
  const target = `${affinitySegment('blue-2', 'x1~')}/v1/info`;
  expect(splitAffinity(target, 'x1~')).toEqual({ cluster: 'blue-2', target: '/v1/info' });
});
