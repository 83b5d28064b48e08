import { median, percentilesOf } from '../../../bench/proxy/load/percentiles';

const upTo = (count: number) => Array.from({ length: count }, (_, at) => count - at);

test('a percentile is the least time that so many requests did not exceed', () => {
  expect(percentilesOf(upTo(1000))).toEqual({ count: 1000, p50: 500, p99: 990, p999: 999 });
});

test('one request is all of its percentiles', () => {
  expect(percentilesOf([7])).toEqual({ count: 1, p50: 7, p99: 7, p999: 7 });
});

test('no request has no percentiles', () => {
  expect(percentilesOf([])).toBeUndefined();
});

test.each([
  [[3, 1, 2], 2],
  [[4, 1, 2, 3], 2.5],
  [[], undefined],
])('the median of %j is %s', (values, expected) => {
  expect(median(values)).toBe(expected);
});
