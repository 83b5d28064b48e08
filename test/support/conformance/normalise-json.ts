type Json = unknown;

// Numbers that mean something in answers that are otherwise measurements.
const MEANT = new Set(['code', 'errorCode', 'lineNumber', 'columnNumber', 'updateCount']);
// Trino leaves these out until it knows how many splits a query has.
const SOMETIMES = new Set(['progressPercentage', 'runningPercentage']);
const MEASURED = /^\d+(?:\.\d+)?(?:ns|us|ms|s|m|h|d|k?B|[MGT]B)$/;
// The names that the lab gives to its coordinators, also as the values of these.
const OF_NODE = new Set(['nodeId', 'node', 'coordinatorId']);

/** A JSON value without measurements; rows stay as they are, and of a page the rest outside `stats`. */
export function normaliseJson(value: Json): Json {
  return isPage(value) ? normalisePage(value) : withoutMeasurements(value, '');
}

function normalisePage(page: Record<string, Json>): Json {
  const { stats, error, ...rest } = page;
  return {
    ...rest,
    ...(error !== undefined && { error: withoutChance(error) }),
    stats: withoutMeasurements(stats, ''),
  };
}

function isPage(value: Json): value is Record<string, Json> {
  return isObject(value) && 'stats' in value && 'id' in value && 'infoUri' in value;
}

function withoutChance(value: Json): Json {
  if (typeof value === 'string') return isPlan(value) ? value.split('\n').sort() : value;
  return mapObject(value, (field, name) => (name === 'stack' ? 'STACK' : withoutChance(field)));
}

/** The planner attaches its plan to an error, with assignments in another order at each start of a coordinator. */
function isPlan(text: string): boolean {
  return text.startsWith('Current plan:\n');
}

function withoutMeasurements(value: Json, name: string): Json {
  if (typeof value === 'number') return MEANT.has(name) ? value : 'NUMBER';
  if (typeof value === 'string') {
    if (OF_NODE.has(name)) return 'NODE';
    return MEASURED.test(value) ? 'MEASURED' : value;
  }
  return mapObject(value, (field, key) =>
    key === 'stack' ? 'STACK' : withoutMeasurements(field, key),
  );
}

function mapObject(value: Json, change: (field: Json, name: string) => Json): Json {
  if (Array.isArray(value)) return value.map((item) => change(item, ''));
  if (!isObject(value)) return value;
  const kept = Object.entries(value).filter(([name]) => !SOMETIMES.has(name));
  return Object.fromEntries(kept.map(([name, field]) => [name, change(field, name)]));
}

export function isObject(value: Json): value is Record<string, Json> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
