import { prestoName, SECRET_HEADERS, TRINO } from '../protocol/headers';
import type { RoutingRequest } from '../protocol/routing-request';
import { NO_ADJUSTMENTS } from '../rules/adjust';
import type { Adjustments } from '../rules/outcome';

export interface AdjustedHeaders {
  /** With their values; a removed header has an empty one, which Trino reads as absent. */
  externalHeaders: Record<string, string>;
  removedHeaders: string[];
}

type Arrived = Pick<RoutingRequest, 'headers' | 'headerSpelling' | 'isSpellingLost'>;

const NO_CHANGE: AdjustedHeaders = {
  externalHeaders: Object.freeze({}),
  removedHeaders: [],
};

/**
 * The headers that the client's statement gets. Each is spelled as it arrived, because Trino Gateway
 * compares case-sensitively and would forward the old one beside the new one.
 */
export function adjustedHeaders(adjustments: Adjustments, request: Arrived): AdjustedHeaders {
  if (adjustments === NO_ADJUSTMENTS) return NO_CHANGE;
  const changed = changedHeaders(adjustments, request);
  const written = new Map(
    [
      ...Object.keys(adjustments.headers),
      ...Object.keys(adjustments.appendHeaders),
      ...adjustments.removeHeaders,
    ].map((name) => [name.toLowerCase(), name]),
  );
  const spelled = [...changed].map(([name, value]): [string, string | undefined] => [
    request.headerSpelling[name] ?? written.get(name) ?? capitalized(name),
    value,
  ]);
  if (request.isSpellingLost) spelled.push(...inUsualSpelling(spelled, request));
  return {
    externalHeaders: Object.fromEntries(spelled.map(([name, value]) => [name, value ?? ''])),
    removedHeaders: spelled.flatMap(([name, value]) => (value === undefined ? [name] : [])),
  };
}

/**
 * Trino Gateway 20 tells all names in lower case, but replaces a header only where the answer spells it
 * as the client did. Whichever of the two that was, the other one repeats the value.
 */
function inUsualSpelling(
  spelled: readonly [string, string | undefined][],
  { headers }: Arrived,
): [string, string | undefined][] {
  return spelled
    .filter(([name]) => headers[name] !== undefined)
    .map(([name, value]) => [capitalized(name), value]);
}

/** New values by lower-case name; undefined for a header that goes. */
function changedHeaders(
  adjustments: Adjustments,
  { headers }: Arrived,
): Map<string, string | undefined> {
  const changed = new Map<string, string | undefined>();
  for (const name of adjustments.removeHeaders) {
    const key = name.toLowerCase();
    // Credentials never come here, so they may be there unseen.
    if (headers[key] !== undefined || SECRET_HEADERS.has(key)) changed.set(key, undefined);
  }
  for (const [name, value] of Object.entries(adjustments.headers)) {
    changed.set(name.toLowerCase(), value);
  }
  for (const [name, value] of Object.entries(adjustments.appendHeaders)) {
    const before = headers[name.toLowerCase()];
    changed.set(name.toLowerCase(), before ? `${before}, ${value}` : value);
  }
  if (adjustments.source !== undefined) {
    changed.set(arrivedAs(TRINO.source, headers), adjustments.source);
  }
  const relist = (name: string, change: (now: string) => string) => {
    const key = arrivedAs(name, headers);
    const before = headers[key] ?? '';
    const after = change(before);
    if (after !== before) changed.set(key, after === '' ? undefined : after);
  };
  relist(TRINO.clientTags, (now) => tagsAfter(now, adjustments));
  relist(TRINO.session, (now) => propertiesAfter(now, adjustments));
  return changed;
}

/** The client's own of the two spellings of a protocol header: X-Trino-… or the older X-Presto-…. */
function arrivedAs(name: string, headers: Readonly<Record<string, string>>): string {
  const presto = prestoName(name);
  if (headers[name] !== undefined) return name;
  const speaksPresto = headers[prestoName(TRINO.user)] !== undefined && !headers[TRINO.user];
  return headers[presto] !== undefined || speaksPresto ? presto : name;
}

function tagsAfter(now: string, { clientTags, removeClientTags }: Adjustments): string {
  if (clientTags.length === 0 && removeClientTags.length === 0) return now;
  const kept = entries(now).filter((tag) => !removeClientTags.includes(tag));
  return [...new Set([...kept, ...clientTags])].join(',');
}

// The client's other entries stay as they are; of one name the rule's entry replaces the client's.
function propertiesAfter(
  now: string,
  { sessionProperties, removeSessionProperties }: Adjustments,
): string {
  const gone = new Set([...removeSessionProperties, ...Object.keys(sessionProperties)]);
  if (gone.size === 0) return now;
  const kept = entries(now).filter((entry) => !gone.has(propertyName(entry)));
  return [...kept, ...Object.entries(sessionProperties).map(encoded)].join(',');
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
