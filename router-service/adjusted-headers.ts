import { prestoName, TRINO } from '../protocol/headers';
import type { RoutingRequest } from '../protocol/routing-request';
import type { Adjustments } from '../rules/outcome';

/**
 * The headers that the client's statement gets. Each is spelled as it arrived, because Trino Gateway
 * compares case-sensitively and would forward the old one beside the new one.
 */
export function adjustedHeaders(
  adjustments: Adjustments,
  request: Pick<RoutingRequest, 'headers' | 'headerSpelling'>,
): Record<string, string> {
  const adjusted = new Map<string, string>();
  for (const [name, value] of Object.entries(adjustments.headers)) {
    adjusted.set(name.toLowerCase(), value);
  }
  const extend = (
    name: string,
    added: string[],
    join: (now: string, added: string[]) => string,
  ) => {
    if (added.length === 0) return;
    const key = arrivedAs(name, request.headers);
    adjusted.set(key, join(adjusted.get(key) ?? request.headers[key] ?? '', added));
  };
  extend(TRINO.clientTags, adjustments.clientTags, joinTags);
  extend(TRINO.session, Object.entries(adjustments.sessionProperties).map(encoded), joinProperties);

  const written = new Map(
    Object.keys(adjustments.headers).map((name) => [name.toLowerCase(), name]),
  );
  return Object.fromEntries(
    [...adjusted].map(([name, value]) => [
      request.headerSpelling[name] ?? written.get(name) ?? capitalized(name),
      value,
    ]),
  );
}

/** The client's own of the two spellings of a protocol header: X-Trino-… or the older X-Presto-…. */
function arrivedAs(name: string, headers: Readonly<Record<string, string>>): string {
  const presto = prestoName(name);
  if (headers[name] !== undefined) return name;
  const speaksPresto = headers[prestoName(TRINO.user)] !== undefined && !headers[TRINO.user];
  return headers[presto] !== undefined || speaksPresto ? presto : name;
}

function joinTags(now: string, added: string[]): string {
  return [...new Set([...entries(now), ...added])].join(',');
}

// The client's other entries stay as they are; of one name the rule's entry replaces the client's.
function joinProperties(now: string, added: string[]): string {
  const names = new Set(added.map(propertyName));
  return [...entries(now).filter((entry) => !names.has(propertyName(entry))), ...added].join(',');
}

function propertyName(entry: string): string {
  return entry.split('=', 1)[0]?.trim() ?? '';
}

function entries(list: string): string[] {
  return list
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
}

function encoded([name, value]: [string, string]): string {
  return `${name}=${encodeURIComponent(value)}`;
}

function capitalized(name: string): string {
  return name.replace(
    /(^|-)([a-z])/g,
    (_, dash: string, letter: string) => dash + letter.toUpperCase(),
  );
}
