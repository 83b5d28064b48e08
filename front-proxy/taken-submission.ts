import { gunzipSync } from 'node:zlib';

const MAX_UNPACKED_BYTES = 64_000_000;
const SHOWN_LENGTH = 200;

/** A coordinator, or what stands before it, answered a POST without taking the statement. */
export class NotTaken extends Error {
  constructor(
    message: string,
    /** What stands before the coordinator did not reach it, or the coordinator is not ready. */
    readonly isAway: boolean,
    /** Trino answers so to some statements everywhere, as for a role that may not be set (seen on 476). */
    readonly isOfStatement: boolean,
  ) {
    super(message);
  }
}

/**
 * Throws where the answer to a POST of a statement is not a coordinator's that took it: a server error,
 * or 200 with something else than a page, as what stands before a coordinator may give in its place.
 * By the repeat-safety rule (failure-status.ts) another cluster may take it.
 */
export function checkTaken(
  status: number,
  body: Buffer,
  contentEncoding: string | undefined,
): void {
  if (status >= 500) {
    const isAway = status === 502 || status === 503 || status === 504;
    throw new NotTaken(`it answered ${status}: ${shown(body, contentEncoding)}`, isAway, !isAway);
  }
  if (status !== 200 || isPage(body, contentEncoding)) return;
  throw new NotTaken(
    `it answered no page of a query but: ${shown(body, contentEncoding)}`,
    false,
    false,
  );
}

function isPage(body: Buffer, contentEncoding: string | undefined): boolean {
  if (beginsAndEndsAsPage(body)) return true;
  try {
    const page: unknown = JSON.parse(unpacked(body, contentEncoding).toString('utf8'));
    return typeof (page as { id?: unknown } | null)?.id === 'string';
  } catch (err) {
    return err instanceof UnknownEncoding;
  }
}

/** As Trino writes one (QueryResults, seen on 476); reading all of it takes as long as writing it. */
function beginsAndEndsAsPage(body: Buffer): boolean {
  return PAGE_START.test(body.toString('latin1', 0, PAGE_START_LENGTH)) && body.at(-1) === CURLY;
}

const PAGE_START = /^\{"id":"\w+","infoUri":"/;
const PAGE_START_LENGTH = 64;
const CURLY = '}'.charCodeAt(0);

function shown(body: Buffer, contentEncoding: string | undefined): string {
  try {
    return unpacked(body, contentEncoding).toString('utf8', 0, SHOWN_LENGTH).trim();
  } catch {
    return `${body.length} bytes`;
  }
}

/** Trino answers in gzip or plainly; of anything else only the client can tell what it says. */
class UnknownEncoding extends Error {}

function unpacked(body: Buffer, contentEncoding = 'identity'): Buffer {
  if (contentEncoding === 'gzip') return gunzipSync(body, { maxOutputLength: MAX_UNPACKED_BYTES });
  if (contentEncoding === 'identity') return body;
  throw new UnknownEncoding(contentEncoding);
}
