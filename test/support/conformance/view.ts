import type { Step } from './conversation';
import { contentOf, headersNamed, type Exchange } from './exchange';
import { isObject, normaliseJson } from './normalise-json';

/** An answer as it is compared. */
export interface View {
  status: number;
  reason: string;
  headers: Record<string, string[]>;
  body: unknown;
  /** Of several pages: what all of them were like, beside the last. */
  pages?: unknown;
}

// Of one connection (RFC 9110, 7.6.1): every hop has its own.
const OF_CONNECTION = new Set([
  'connection',
  'keep-alive',
  'transfer-encoding',
  'trailer',
  'upgrade',
]);

/** What is left of an answer when `normal` has taken out what no two runs have alike. */
export function viewOf(answer: Exchange, normal: (text: string) => string): View {
  const { status, reason } = answer;
  return { status, reason, headers: headersOf(answer, normal), body: bodyOf(answer, normal) };
}

/** Pages of one query: how many there are and which of them has the rows depends on the moment. */
export function viewOfPages(
  { isUnordered = false }: Step,
  answers: readonly Exchange[],
  normal: (answer: Exchange) => (text: string) => string,
): View {
  const views = answers.map((answer) => viewOf(answer, normal(answer)));
  const bodies = views.map(({ body }) => (isObject(body) ? body : {}));
  const rows = bodies.flatMap(({ data }) => (data as unknown[] | undefined) ?? []);
  const columns = bodies.flatMap(({ columns }) => (columns ? [JSON.stringify(columns)] : []));
  const last = views.at(-1)!;
  const hasFailed = bodies.at(-1)?.error !== undefined;
  return {
    ...last,
    headers: allHeaders(views.slice(-1)),
    body: lastBody(last.body),
    pages: {
      // A page that was asked for shows how far the query has come; a POST always comes too early for that.
      first: answers[0]?.method === 'POST' ? views[0] : undefined,
      rows: isUnordered ? rows.map((row) => JSON.stringify(row)).sort() : rows,
      answers: distinct(views.map(({ status }) => String(status))),
      headers: allHeaders(views),
      leadTo: distinct(bodies.flatMap(placesOf)),
      columns: hasFailed ? [] : distinct(columns),
    },
  };
}

/** A query that fails or goes on may do so before or after its columns and stages are known. */
function lastBody(body: unknown): unknown {
  if (!isObject(body)) return body;
  const { data: _rows, ...page } = body;
  if (page.nextUri !== undefined) return placesOf(page);
  if (page.error === undefined) return page;
  const { columns: _columns, updateType: _type, stats, ...failed } = page;
  return { ...failed, state: isObject(stats) ? stats.state : stats };
}

function headersOf(answer: Exchange, normal: (text: string) => string): Record<string, string[]> {
  const names = new Set(answer.headers.map(([name]) => name));
  return Object.fromEntries(
    [...names]
      .filter((name) => !OF_CONNECTION.has(name))
      .map((name) => [name, headersNamed(answer, name).map((value) => shown(name, value))]),
  );

  function shown(name: string, value: string): string {
    if (name === 'set-cookie') return normal(inOrder(value));
    if (name !== 'content-length') return normal(value);
    if (answer.method === 'HEAD') return 'LENGTH';
    return Number(value) === answer.body.length ? 'LENGTH' : `${value} of ${answer.body.length}`;
  }
}

/** The attributes of a cookie mean the same in any order. */
function inOrder(cookie: string): string {
  const [pair = '', ...attributes] = cookie.split(/ *; */);
  return [pair, ...attributes.sort()].join('; ');
}

function bodyOf(answer: Exchange, normal: (text: string) => string): unknown {
  const content = contentOf(answer);
  const type = headersNamed(answer, 'content-type')[0] ?? '';
  if (/^(?:image|font|application\/octet)/.test(type)) return content.toString('base64');
  const text = normal(content.toString('utf8'));
  if (!type.startsWith('application/json') || text === '') return text;
  return normaliseJson(JSON.parse(text));
}

/** The places that the URIs of a page lead to, without what tells how far the query has come. */
function placesOf({ nextUri, infoUri, partialCancelUri }: Record<string, unknown>): string[] {
  return [nextUri, infoUri, partialCancelUri]
    .filter((uri) => typeof uri === 'string')
    .map((uri) => uri.replace(/\/v1\/statement\/.*/, '/v1/statement'));
}

// Whether a page's length is told before it or in chunks depends on its size.
const SOMETIMES = new Set(['content-length', 'content-encoding', 'vary']);

function allHeaders(views: readonly View[]): Record<string, string[]> {
  const all: Record<string, string[]> = {};
  for (const { headers } of views)
    for (const [name, values] of Object.entries(headers))
      if (!SOMETIMES.has(name)) all[name] = distinct([...(all[name] ?? []), ...values]);
  return all;
}

function distinct(values: readonly string[]): string[] {
  return [...new Set(values)].sort();
}
