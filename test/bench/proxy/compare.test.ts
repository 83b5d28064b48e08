import { comparisonOf } from '../../../bench/proxy/report/compare';

const recorded = {
  date: '2027-01-31',
  machine: '2 cores',
  figures: { 'pages ÷ haproxy': 0.8 },
};

test('each figure stands beside the recorded one and its goal', () => {
  const figures = [
    { name: 'pages ÷ haproxy', value: 0.6, goal: { least: 0.7 } },
    { name: 'CPU µs', value: 200, goal: { most: 250 } },
  ];
  expect(comparisonOf(figures, recorded).split('\n')).toEqual([
    'figure           now  recorded  change     goal',
    'pages ÷ haproxy  0.6       0.8   -25 %  ≥ 0.7 ✗',
    'CPU µs           200         –       –  ≤ 250 ✓',
    'Recorded 2027-01-31 on 2 cores.',
  ]);
});

test('a change of more than a tenth is told of figures that are stable', () => {
  const name = 'pages ÷ haproxy';
  const told = (value: number) => comparisonOf([{ name, value, isStable: true }], recorded);
  expect(told(0.7)).toContain('CHANGED -13 %');
  expect(told(0.75)).not.toContain('CHANGED');
});

test('a first run has nothing to be compared with', () => {
  const text = comparisonOf([{ name: 'pages ÷ haproxy', value: 0.6 }], undefined);
  expect(text).not.toContain('Recorded');
});
