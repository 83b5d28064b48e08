import { figure, tableOf } from '../../../bench/proxy/report/table';

test('words begin alike and numbers end alike', () => {
  const rows = [
    ['system', 'requests/s'],
    ['direct', '12,600'],
    ['haproxy', '9'],
  ];
  expect(tableOf(rows, 1)).toBe(
    ['system   requests/s', 'direct       12,600', 'haproxy           9'].join('\n'),
  );
});

test.each([
  [12_345.6, '12,346'],
  [99.94, '99.9'],
  [0.012_345, '0.0123'],
  [0, '0'],
  [undefined, '–'],
  [Infinity, '–'],
])('%s is written %s', (value, text) => {
  expect(figure(value)).toBe(text);
});
