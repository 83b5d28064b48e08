import { constants, gunzipSync } from 'node:zlib';

/** What a page tells of its query; `isLast` when no page follows. */
export interface PageNews {
  isLast: boolean;
  /** A URI by which the coordinator names itself. */
  uri?: string;
  id?: string;
  state?: string;
  errorName?: string;
}

/** Pages larger than this are judged by their head alone. */
const MAX_WHOLE_BYTES = 64 * 1024;
// Trino writes id, infoUri and nextUri before columns and data (QueryResults, seen on 476).
const HEAD_BYTES = 4 * 1024;

/** Listens to a page while its bytes pass by; keeps at most 64 kB and reads only once, at the end. */
export function createPageObserver() {
  let chunks: Buffer[] = [];
  let kept = 0;
  let isWhole = true;

  return {
    onData(chunk: Buffer): void {
      if (!isWhole) return;
      chunks.push(chunk);
      kept += chunk.length;
      if (kept > MAX_WHOLE_BYTES) {
        isWhole = false;
        chunks = [Buffer.from(Buffer.concat(chunks).subarray(0, HEAD_BYTES))];
      }
    },

    /** What the page said; undefined when it is no page or cannot be read. */
    read(contentEncoding: string | undefined): PageNews | undefined {
      try {
        const bytes = Buffer.concat(chunks);
        const head = decode(bytes.subarray(0, HEAD_BYTES), contentEncoding);
        const uri = textIn(head, 'nextUri');
        if (uri !== undefined) return { isLast: false, id: textIn(head, 'id'), uri };
        if (!isWhole) return lastByHead(head);
        return newsOf(JSON.parse(decode(bytes, contentEncoding)));
      } catch {
        return undefined;
      }
    },
  };
}

export type PageObserver = ReturnType<typeof createPageObserver>;

function decode(bytes: Buffer, contentEncoding: string | undefined): string {
  if (contentEncoding === undefined || contentEncoding === 'identity')
    return bytes.toString('utf8');
  if (contentEncoding !== 'gzip') throw new Error(`cannot read ${contentEncoding}`);
  // A sync flush reads what is there of a stream that was cut.
  const finishFlush = constants.Z_SYNC_FLUSH;
  return gunzipSync(bytes, { finishFlush, maxOutputLength: 16_000_000 }).toString('utf8');
}

/** A large page without a nextUri before its rows is the last one. */
function lastByHead(head: string): PageNews | undefined {
  const id = textIn(head, 'id');
  const isPage = id !== undefined && /"(?:columns|data)":/.test(head);
  return isPage ? { isLast: true, id, uri: textIn(head, 'infoUri') } : undefined;
}

/** Value of the first field of this name; ids and URIs of Trino need no escapes. */
function textIn(head: string, field: string): string | undefined {
  return new RegExp(`"${field}":"([^"]*)"`).exec(head)?.[1];
}

function newsOf(page: unknown): PageNews | undefined {
  const { id, infoUri, stats, error } = page as {
    id?: unknown;
    infoUri?: unknown;
    stats?: { state?: unknown };
    error?: { errorName?: unknown };
  };
  if (typeof id !== 'string') return undefined;
  return {
    ...{ isLast: true, id, uri: textOf(infoUri) },
    ...{ state: textOf(stats?.state), errorName: textOf(error?.errorName) },
  };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
