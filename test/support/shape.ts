// Trino leaves these out until it knows how many splits a query has.
const SOMETIMES = new Set(['progressPercentage', 'runningPercentage']);

/**
 * The names and types in a JSON value, without the values: for comparing two servers. Of a list
 * the first element stands for all; the depth of nested stages is not compared.
 */
export function shapeOf(value: unknown, leaveOut: readonly string[] = []): unknown {
  if (Array.isArray(value)) return value.length === 0 ? [] : [shapeOf(value[0], leaveOut)];
  if (typeof value !== 'object' || value === null) return value === null ? 'null' : typeof value;
  const entries = Object.entries(value).filter(
    ([name]) => !SOMETIMES.has(name) && !leaveOut.includes(name),
  );
  return Object.fromEntries(
    entries.map(([name, field]) => [
      name,
      name === 'subStages' || name === 'stack' ? 'list' : shapeOf(field, leaveOut),
    ]),
  );
}
