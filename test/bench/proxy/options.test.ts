import { planOf, type Plan } from '../../../bench/proxy/options';

const plan = (...args: string[]) => planOf(args) as Plan;

test('all parts but the long ones on all systems are the default', () => {
  const { shapes, parts, systems, rounds } = plan();
  expect(shapes.map(({ name }) => name)).toEqual(
    ['query', 'new-query', 'small-pages', 'pages', 'stream'], // in the order of the report
  );
  expect(parts).toContain('decisions');
  expect(parts).not.toContain('soak');
  expect(rounds).toBe(3);
  expect(systems).toContain('trino-gateway');
});

test('a quick run leaves Trino Gateway and other numbers of clients out', () => {
  const { shapes, systems } = plan('--quick');
  expect(systems).toEqual(['direct', 'haproxy', 'switchyard']);
  expect(new Set(shapes.flatMap(({ clients }) => clients))).toEqual(new Set([64, 1]));
});

test('parts and systems can be chosen', () => {
  const { shapes, parts, systems } = plan('--only', 'pages', '--systems', 'direct,switchyard');
  expect(shapes.map(({ name }) => name)).toEqual(['pages']);
  expect(parts).toEqual(['pages']);
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

test('a soak may be short, and of few clients', () => {
  const { soak, shapes } = plan('--only', 'soak', '--minutes', '3', '--clients', '8');
  expect(soak).toEqual({ minutes: 3, clients: 8 });
  expect(shapes).toEqual([]);
  expect(plan('--only', 'soak').soak).toEqual({ minutes: 60, clients: 32 });
});

test('Trino Gateway is measured only where it is compared with', () => {
  const { shapes } = plan();
  const clients = Object.fromEntries(shapes.map((each) => [each.name, each.gatewayClients]));
  expect(clients).toMatchObject({ query: [1, 8, 64, 512], pages: [64], 'small-pages': [] });
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
