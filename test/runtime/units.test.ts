import {
  duration,
  durationBetween,
  durationText,
  size,
  sizeBetween,
  sizeText,
} from '../../runtime/units';

test.each([
  ['250ms', 250],
  ['30s', 30_000],
  ['5m', 300_000],
  ['12h', 43_200_000],
  ['7d', 604_800_000],
])('the duration %s is %i ms, and is written so again', (text, ms) => {
  expect(duration.parse(text)).toBe(ms);
  expect(durationText(ms)).toBe(text);
});

test.each([
  ['512B', 512],
  ['64kB', 64_000],
  ['16MB', 16_000_000],
  ['1GB', 1_000_000_000],
])('the size %s is %i bytes, and is written so again', (text, bytes) => {
  expect(size.parse(text)).toBe(bytes);
  expect(sizeText(bytes)).toBe(text);
});

test.each(['', '5', '5 s', '-5s', '1.5s', '5S', 's', '1e3ms', '5sec', 5, null, ['5s']])(
  '%j is no duration',
  (value) => {
    const [issue] = duration.safeParse(value).error?.issues ?? [];
    expect(issue?.message).toBe('must be a duration such as 250ms, 30s, 5m, 12h or 7d');
  },
);

test.each(['', '5', '5KB', '5kb', '5MiB', '-1B', '1.5MB', 5])('%j is no size', (value) => {
  const [issue] = size.safeParse(value).error?.issues ?? [];
  expect(issue?.message).toBe('must be a size such as 512B, 64kB, 16MB or 1GB');
});

test('no duration is longer than a timer of Node can wait', () => {
  expect(duration.parse('20d')).toBeLessThan(2 ** 31);
  expect(duration.safeParse('25d').error?.issues[0]?.message).toBe('must be between 1ms and 20d');
  expect(duration.safeParse('0s').success).toBe(false);
});

test('both bounds of a range belong to it', () => {
  const wait = durationBetween('1s', '1m');
  expect(['999ms', '1s', '60s', '61s'].map((text) => wait.safeParse(text).success)).toEqual([
    false,
    true,
    true,
    false,
  ]);
  expect(sizeBetween('1kB', '1MB').safeParse('1001kB').success).toBe(false);
});

test.each([
  [0, '0ms'],
  [1, '1ms'],
  [1500, '1500ms'],
  [90_000, '90s'],
  [5_400_000, '90m'],
])('%i ms is written %s: the largest unit without a fraction', (ms, text) => {
  expect(durationText(ms)).toBe(text);
});
