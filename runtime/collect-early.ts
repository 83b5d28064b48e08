import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import type { Milliseconds } from './units';

const LARGE_HEAP_BYTES = 96 * 1024 * 1024;
const LOOK_EVERY: Milliseconds = 2000;
/** 0 leaves it to V8, which lets a heap double and more before it collects what is old. */
const growingPercent = (isLarge: boolean) => (isLarge ? 30 : 0);

/**
 * While the heap is large, has V8 collect old memory when it grew by 30 %. Requests that wait for a page
 * outlive the young collections: 10,000 of them left three times what they need behind. A small heap may
 * double, as collecting it costs CPU and gains nothing. The result ends it.
 */
export function collectEarly(): () => void {
  const look = () => {
    const percent = growingPercent(getHeapStatistics().used_heap_size > LARGE_HEAP_BYTES);
    setFlagsFromString(`--heap-growing-percent=${percent}`);
  };
  const looking = setInterval(look, LOOK_EVERY).unref();
  return () => clearInterval(looking);
}
