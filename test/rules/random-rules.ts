import type { Comparison, Condition } from '../../rules/condition-schema';
import type { SampleRequest } from '../../rules/sample-request';

/** Numbers that look random and are the same for the same seed (mulberry32). */
export function createRandom(seed: number) {
  let state = seed;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  const pick = <T>(list: readonly T[]): T => list[below(list.length)] as T;
  const some = <T>(list: readonly T[], most: number): T[] =>
    Array.from({ length: 1 + below(most) }, () => pick(list));
  return { below, pick, some, chance: (share: number) => next() < share };
}

export type Random = ReturnType<typeof createRandom>;

// Few values, so that comparisons meet.
const TEXTS = ['', 'a', 'ab', 'abc', 'b', '5', '10'];
const NAMES = ['h.a.x', 'h.a.y', 'h.b.x', 'i.a.x', 'x'];
const GLOBS = ['h.**', 'h.*.*', 'h.a.*', 'i.**', '*.a.x', 'h.a.x', '**', 'x', 'h.a.?'];
const ADDRESSES = ['10.0.0.1', '10.1.0.1', '192.168.0.1', '::1', 'fd00::1', '::ffff:10.0.0.1'];
const NETWORKS = ['10.0.0.0/8', '10.1.0.0/16', '192.168.0.0/16', '::/0', '::1', '::ffff:0:0/90'];
const REGEXES = ['^a', 'b$', '^$', 'c', '[0-9]+'];
const TIMES = ['00:00', '08:00', '08:01', '23:59', ''];
const DATES = ['2026-01-04', '2026-01-05', '2026-01-06'];
const DAYS = ['sunday', 'monday', 'tuesday'];
const ORDERS = ['lessThan', 'lessThanInclusive', 'greaterThan', 'greaterThanInclusive'];
const EQUALITIES = ['equal', 'notEqual', 'not:equal', 'swap:equal'];
const MEMBERSHIPS = ['in', 'notIn', 'not:in', 'someValue:equal', 'everyValue:notEqual'];

type Maker = (random: Random) => Comparison;

const text =
  (fact: string, values: readonly string[], path?: string): Maker =>
  (random) => {
    const at = { fact, ...(path !== undefined && { path }) };
    const shape = random.below(10);
    if (shape < 4) return { ...at, operator: random.pick(EQUALITIES), value: random.pick(values) };
    if (shape < 7) {
      return { ...at, operator: random.pick(MEMBERSHIPS), value: random.some(values, 3) };
    }
    if (shape < 8 && path === undefined) {
      const operator = random.pick(['matches', 'not:matches']);
      return { ...at, operator, value: random.pick(REGEXES) };
    }
    const prefixes = values.filter((value) => value !== '');
    const operator = random.pick(['startsWith', 'not:startsWith']);
    return { ...at, operator, value: random.some(prefixes, 2) };
  };

const ordered =
  (fact: string, values: readonly (string | number)[], path?: string): Maker =>
  (random) => ({
    fact,
    ...(path !== undefined && { path }),
    operator: `${random.pick(['', '', 'not:', 'swap:'])}${random.pick(ORDERS)}`,
    value: random.pick(values),
  });

const whole =
  (fact: string, values: readonly (number | boolean)[], path?: string): Maker =>
  (random) => ({
    fact,
    ...(path !== undefined && { path }),
    operator: random.pick(EQUALITIES),
    value: random.pick(values),
  });

const set: Maker = (random) => {
  const fact = random.pick(['tables', 'clientTags']);
  const shape = random.below(4);
  const not = random.pick(['', '', 'not:']);
  if (shape === 0) {
    const operator = random.pick(['contains', 'doesNotContain', 'not:contains', 'someFact:equal']);
    return { fact, operator, value: random.pick(NAMES) };
  }
  if (shape === 1) {
    const operator = `${not}${random.pick(['someFact', 'everyFact'])}:${random.pick(['in', 'startsWith', 'notIn'])}`;
    return { fact, operator, value: random.some(NAMES, 2) };
  }
  return {
    fact,
    operator: `${not}${random.pick(['anyMatch', 'allMatch'])}`,
    value: random.some(GLOBS, 2),
  };
};

const references: Maker = (random) => ({
  fact: 'user',
  operator: random.pick(['equal', 'notEqual', 'not:startsWith', 'startsWith']),
  value: random.pick([{ fact: 'source' }, { fact: 'headers', path: "$['x-n']" }]),
});

const network: Maker = (random) => ({
  fact: 'remoteAddress',
  operator: random.pick(['cidr', 'not:cidr']),
  value: random.some(NETWORKS, 2),
});

const MAKERS: readonly Maker[] = [
  text('user', TEXTS),
  text('source', TEXTS),
  text('headers', TEXTS, "$['x-n']"),
  text('tables', NAMES, '$[0]'),
  ordered('headers', [5, 7, 10], "$['x-n']"),
  ordered('headers', [5, 7, 10], '$.x-n'),
  ordered('joins', [-1, 0, 1, 1.5, 2]),
  whole('joins', [0, 1, 2]),
  ordered('hour', [-1, 0, 8, 9, 23, 24]),
  ordered('timeOfDay', TIMES),
  ordered('date', DATES),
  text('date', DATES),
  text('weekday', DAYS),
  whole('hasWhere', [true, false]),
  ordered('tables', [0, 1, 2], '$.length'),
  whole('tables', [0, 1, 2], '$.length'),
  set,
  set,
  set,
  references,
  network,
];

/** Only comparisons of the few makers when asked for close ones, which contradict more often. */
export function randomCondition(
  random: Random,
  depth: number,
  makers: readonly Maker[] = MAKERS,
  named: readonly string[] = [],
): Condition {
  const priority = random.chance(0.2) ? { priority: 1 + random.below(3) } : {};
  const inner = () => randomCondition(random, depth - 1, makers, named);
  const several = () => Array.from({ length: 1 + random.below(3) }, inner);
  const shape = depth <= 0 ? 9 : random.below(10);
  if (shape < 3) return { all: several(), ...priority };
  if (shape < 5) return { any: several(), ...priority };
  if (shape < 6) return { not: inner(), ...priority };
  if (shape < 7 && named.length > 0) return { condition: random.pick(named), ...priority };
  return { ...random.pick(makers)(random), ...priority };
}

export interface RandomRuleSet {
  conditions: Record<string, Condition>;
  rules: {
    name: string;
    priority: number;
    enabled: boolean;
    conditions: Condition;
    event: object;
  }[];
}

/** A rule set that compiles unless the dice make a comparison that the checks refuse. */
export function randomRuleSet(random: Random, mostRules = 4, mostMakers = 3): RandomRuleSet {
  const makers = random.some(MAKERS, mostMakers);
  const named = { one: { all: [randomCondition(random, 1, makers)] } };
  const rules = Array.from({ length: 1 + random.below(mostRules) }, (_, index) => ({
    name: `rule ${index}`,
    priority: 1 + random.below(2),
    enabled: random.chance(0.9),
    conditions: { all: [randomCondition(random, 2, makers, ['one'])] },
    event: random.pick([
      { type: 'route', params: { routingGroup: 'etl' } },
      { type: 'route', params: { weights: { etl: 1, big: 1 }, stickyBy: 'source' } },
      { type: 'reject', params: { message: 'no' } },
      { type: 'adjust', params: { clientTags: [`tag ${index}`] } },
    ]),
  }));
  return { conditions: named, rules };
}

export function randomRequest(random: Random): SampleRequest {
  const minute = random.pick(['00:00', '07:59', '08:00', '08:01', '08:30', '09:00', '23:59']);
  return {
    user: random.pick(TEXTS),
    source: random.pick(TEXTS),
    headers: random.chance(0.8) ? { 'x-n': random.pick(TEXTS) } : {},
    remoteAddress: random.pick(ADDRESSES),
    readTables: random.chance(0.8) ? random.some(NAMES, 3) : [],
    clientTags: random.chance(0.8) ? random.some(NAMES, 3) : [],
    joins: random.below(4),
    hasWhere: random.chance(0.5),
    now: `${random.pick(DATES)}T${minute}:00Z`,
  };
}
