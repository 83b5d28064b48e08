/** Parts are one byte a character, whether text or bytes. */
export interface Answer {
  status: string;
  parts: (string | Buffer)[];
  /** How long it is held back, as a coordinator does that waits for rows. */
  holdMs?: number;
}

const COLUMNS =
  ',"columns":[{"name":"v","type":"varchar","typeSignature":{"rawType":"varchar","arguments":[]}}],"data":[';
const STATS =
  '"queued":false,"scheduled":true,"nodes":1,"totalSplits":1,"queuedSplits":0,"runningSplits":0,"completedSplits":1,"cpuTimeMillis":1,"wallTimeMillis":1,"queuedTimeMillis":0,"elapsedTimeMillis":1,"processedRows":1,"processedBytes":1,"physicalInputBytes":0,"peakMemoryBytes":0,"spilledBytes":0},"warnings":[]}';
const ROW = '["0123456789abcdef0123456789abcdef"]';

const WANTED = /\r\nx-trino-client-info: *(\d+)x(\d+)(?:w(\d+))?/i;
const HOST = /\r\nhost: *([^\r]*)/i;
const FORWARDED_HOST = /\r\nx-forwarded-host: *([^\r,]*)/i;
const FORWARDED_PORT = /\r\nx-forwarded-port: *(\d+)/i;
const FORWARDED_PREFIX = /\r\nx-forwarded-prefix: *([^\r]*)/i;
const LATER =
  /^\/v1\/statement\/(?:queued|executing)\/([0-9_]+_([a-z]+))\/y(\d+)x(\d+)w(\d+)x[0-9a-f]+\/(\d+)$/;
const SLUG_TAIL = 'x1b2c3d4e5f60718293a4b5c6d7e8f90123';

let posted = 0;
const rows = new Map<number, Buffer>();

/**
 * The answer to a POST: a page without rows. `X-Trino-Client-Info: 20x65536` asks for 20 more of 65,536
 * bytes, `20x0w1000` for 20 that are held back for a second; the slug of each nextUri repeats it, so that
 * nothing is remembered between requests.
 */
export function firstPage(head: string, suffix: string): Answer {
  const [, pages = '1', bytes = '0', hold = '0'] = WANTED.exec(head) ?? [];
  const id = queryId((posted += 1), suffix);
  const slug = `y${pages}x${bytes}w${hold}${SLUG_TAIL}`;
  const base = baseOf(head);
  return {
    status: '200 OK',
    parts: [
      `${beginning(base, id)},"nextUri":"${base}/v1/statement/queued/${id}/${slug}/1","stats":{"state":"QUEUED",${STATS}`,
    ],
  };
}

export function laterPage(head: string, path: string, suffix: string): Answer {
  const [, id = '', owner, pages, bytes, hold, page] = LATER.exec(path) ?? [];
  // As Trino's own coordinators: they know only their own queries.
  if (owner !== suffix) return { status: '404 Not Found', parts: ['Query not found'] };
  const base = baseOf(head);
  const number = Number(page);
  const isLast = number >= Number(pages);
  const next = `${base}/v1/statement/executing/${id}/y${pages}x${bytes}w${hold}${SLUG_TAIL}/${number + 1}`;
  const before = `${beginning(base, id)}${isLast ? '' : `,"nextUri":"${next}"`}${COLUMNS}`;
  const after = `],"stats":{"state":"${isLast ? 'FINISHED' : 'RUNNING'}",${STATS}`;
  const few = Number(bytes) === 0;
  const parts = few ? [`${before}${ROW}${after}`] : [before, rowsOf(Number(bytes)), after];
  return { status: '200 OK', parts, holdMs: Number(hold) };
}

function beginning(base: string, id: string): string {
  return `{"id":"${id}","infoUri":"${base}/ui/query.html?${id}"`;
}

// Trino counts to 99,999 within a day's second; here the seconds go on instead.
function queryId(count: number, suffix: string): string {
  const seconds = String(Math.floor(count / 100_000)).padStart(6, '0');
  return `20270101_${seconds}_${String(count % 100_000).padStart(5, '0')}_${suffix}`;
}

/** As Trino with http-server.process-forwarded=true. */
function baseOf(head: string): string {
  const host = FORWARDED_HOST.exec(head)?.[1];
  if (host === undefined) return `http://${HOST.exec(head)?.[1]}`;
  const port = FORWARDED_PORT.exec(head)?.[1];
  const prefix = FORWARDED_PREFIX.exec(head)?.[1] ?? '';
  return `http://${host.includes(':') || port === undefined ? host : `${host}:${port}`}${prefix}`;
}

function rowsOf(bytes: number): Buffer {
  const known = rows.get(bytes);
  if (known !== undefined) return known;
  const made = Buffer.from(`${ROW},`.repeat(Math.floor(bytes / (ROW.length + 1))) + ROW, 'latin1');
  rows.set(bytes, made);
  return made;
}
