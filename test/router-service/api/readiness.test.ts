import { createReadiness } from '../../../router-service/api/readiness';

const there = { ping: () => Promise.resolve() };

test('it is ready only between start and stop, and tells why not', async () => {
  const readiness = createReadiness(there, () => []);
  expect(await readiness.report()).toEqual({ ready: false, reasons: ['starting'], warnings: [] });
  readiness.started();
  expect(await readiness.report()).toEqual({ ready: true, reasons: [], warnings: [] });
  readiness.stopping();
  expect(await readiness.report()).toEqual({ ready: false, reasons: ['stopping'], warnings: [] });
});

test.each([
  ['refuses', () => Promise.reject(new Error('gone'))],
  ['never answers', () => new Promise<void>(() => undefined)],
])('a database that %s is a warning, as decisions go on from memory', async (_, ping) => {
  const readiness = createReadiness({ ping }, () => []);
  readiness.started();
  const began = Date.now();
  expect(await readiness.report()).toEqual({
    ready: true,
    reasons: [],
    warnings: [expect.stringContaining('database') as string],
  });
  expect(Date.now() - began).toBeLessThan(3_000);
});
