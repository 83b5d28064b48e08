import { countAllocated } from '../../../bench/allocations/allocated';

test('bytes are counted that are on the heap, and that were collected meanwhile', () => {
  const stop = countAllocated();
  let kept: number[] = [];
  for (let made = 0; made < 200; made += 1) kept = new Array<number>(100_000).fill(made);
  // 200 times 800 kB, of which one array is left.
  expect(kept).toHaveLength(100_000);
  expect(stop()).toBeGreaterThan(150_000_000);
});
