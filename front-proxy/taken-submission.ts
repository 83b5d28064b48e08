import { gunzipSync } from 'node:zlib';

const MAX_UNPACKED_BYTES = 64_000_000;
const SHOWN_LENGTH = 200;

/**
 * Why the answer to a POST of a statement is not a coordinator's that took it: a server error, or 200
 * with something else than a page, as what stands before a coordinator may give in its place. By the
 * repeat-safety rule (failure-status.ts) another cluster may take it. Undefined for all other answers.
 */
export function whyNotTaken(
  status: number,
  body: Buffer,
  contentEncoding: string | undefined,
): string | undefined {
  if (status >= 500) return `it answered ${status}: ${shown(body, contentEncoding)}`;
  if (status !== 200 || isPage(body, contentEncoding)) return undefined;
  return `it answered no page of a query but: ${shown(body, contentEncoding)}`;
}

function isPage(body: Buffer, contentEncoding: string | undefined): boolean {
  try {
    const page: unknown = JSON.parse(unpacked(body, contentEncoding).toString('utf8'));
    return typeof (page as { id?: unknown } | null)?.id === 'string';
  } catch (err) {
    return err instanceof UnknownEncoding;
  }
}

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
