import { planOf, type Plan } from '../../../bench/proxy/options';

const plan = (...args: string[]) => planOf(args) as Plan;

test('all parts but the growth on all systems is the default', () => {
  const { shapes, decisions, growth, systems, rounds } = plan();
  expect(shapes.map(({ name }) => name)).toEqual(
    ['query', 'new-query', 'small-pages', 'pages', 'stream'], // in the order of the report
  );
  expect({ decisions, growth, rounds }).toEqual({ decisions: true, growth: false, rounds: 3 });
  expect(systems).toContain('trino-gateway');
});

test('a quick run leaves Trino Gateway and other numbers of clients out', () => {
  const { shapes, systems } = plan('--quick');
  expect(systems).toEqual(['direct', 'haproxy', 'switchyard']);
  expect(new Set(shapes.flatMap(({ clients }) => clients))).toEqual(new Set([64, 1]));
});

test('parts and systems can be chosen', () => {
  const { shapes, decisions, systems } = plan('--only', 'pages', '--systems', 'direct,switchyard');
  expect(shapes.map(({ name }) => name)).toEqual(['pages']);
  expect(decisions).toBe(false);
  expect(systems).toEqual(['direct', 'switchyard']);
});

test('the result that is streamed has one client, whatever is asked for', () => {
  const { shapes } = plan('--clients', '8,512');
  expect(shapes.map(({ name, clients }) => [name, clients])).toEqual([
    ['query', [8, 512]],
    ['new-query', [8, 512]],
    ['small-pages', [8, 512]],
    ['pages', [8, 512]],
    ['stream', [1]],
  ]);
});

test.each([
  [['--only', 'page'], '--only: there is no page, only query, '],
  [['--systems', 'nginx'], '--systems: there is no nginx, only direct, '],
  [['--rounds', '0'], '--rounds: 0 is no number above 0'],
  [['--clients', 'many'], '--clients: many is no number above 0'],
  [['--fast'], "Unknown option '--fast'"],
])('%j is refused, and the usage tells what there is', (args, message) => {
  const text = planOf(args) as string;
  expect(text).toContain(message);
  expect(text).toContain('npm run bench -- ');
});
