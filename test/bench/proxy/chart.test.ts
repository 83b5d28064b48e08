import { scaleOf, svgOf } from '../../../bench/proxy/report/chart';

test('a scale goes from the power of ten below to the one above', () => {
  const { decades, at } = scaleOf([20, 3000], 100, 400);
  expect(decades).toEqual([10, 100, 1000, 10_000]);
  expect([10, 100, 10_000].map(at)).toEqual([100, 200, 400]);
});

test('a scale of one value has two ends', () => {
  expect(scaleOf([10], 0, 50).decades).toEqual([10, 100]);
});

test('each series is a line through its points, named beside its colour, with its values at the points', () => {
  const svg = svgOf({
    file: 'rules',
    title: 'Decisions',
    x: 'rules',
    y: 'decisions a second',
    series: [
      {
        name: 'seen',
        points: [
          [10, 5000],
          [100, 4000],
        ],
      },
      {
        name: 'new',
        points: [
          [10, 900],
          [100, 800],
        ],
      },
    ],
  });
  expect(svg.match(/<polyline/g)).toHaveLength(2);
  expect(svg.match(/<circle class="d0"/g)).toHaveLength(3); // with the one of its name
  expect(svg.match(/class="value"[^>]*>[\d,]+/g)?.map((each) => each.replace(/.*>/, ''))).toEqual([
    ...['5,000', '4,000', '900', '800'],
  ]);
  expect(svg).toContain('>seen</text>');
  expect(svg).toContain('>decisions a second</text>');
});
