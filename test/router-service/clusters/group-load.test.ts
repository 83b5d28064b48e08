import { groupLoad } from '../../../router-service/clusters/group-load';

const cluster = (routingGroups: string[], load?: { running: number; queued: number }) => ({
  routingGroups,
  health: { state: 'HEALTHY' as const, reason: '', since: '2026-01-01T00:00:00Z', load },
});

test('clusters of a group add up, those that tell nothing are left out', () => {
  const clusters = [
    cluster(['adhoc', 'shared'], { running: 3, queued: 1 }),
    cluster(['shared'], { running: 2, queued: 0 }),
    cluster(['silent', 'shared']),
  ];
  expect(groupLoad(clusters)).toEqual({
    running: { adhoc: 3, shared: 5 },
    queued: { adhoc: 1, shared: 1 },
  });
});

test('a group may be called as it likes', () => {
  const clusters = [cluster(['constructor'], { running: 1, queued: 2 })];
  expect(groupLoad(clusters)).toEqual({ running: { constructor: 1 }, queued: { constructor: 2 } });
});
