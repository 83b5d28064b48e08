import { constants, gunzipSync } from 'node:zlib';
import { ownText } from './own-text';

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
const USUAL_HEAD_BYTES = 1024;
// Warnings of rules may take 4,000 characters of each URI.
const HEAD_BYTES = 16 * 1024;

/**
 * Listens to a page while its bytes, which are only lent, pass by. Nearly every page says in its first
 * bytes that another follows; of others it keeps at most 64 kB and reads them once, at the end.
 */
export class PageObserver {
  private pieces: Buffer[] = [];
  private kept = 0;
  private isWhole = true;
  private atOnce: PageNews | undefined;

  onData(piece: Buffer): void {
    if (this.atOnce !== undefined || !this.isWhole) return;
    if (this.kept === 0) this.atOnce = newsOfStart(piece);
    if (this.atOnce !== undefined) return;
    this.pieces.push(Buffer.from(piece));
    this.kept += piece.length;
    if (this.kept <= MAX_WHOLE_BYTES) return;
    this.isWhole = false;
    this.pieces = [Buffer.from(Buffer.concat(this.pieces).subarray(0, HEAD_BYTES))];
  }

  /** What the page said; undefined when it is no page or cannot be read. */
  read(contentEncoding: string | undefined): PageNews | undefined {
    if (this.atOnce !== undefined) return this.atOnce;
    try {
      const bytes = Buffer.concat(this.pieces);
      const head = decode(bytes.subarray(0, HEAD_BYTES), contentEncoding);
      const news = newsOfHead(head);
      if (news !== undefined) return news;
      if (!this.isWhole) return lastByHead(head);
      const page = decode(bytes, contentEncoding);
      return finishedBy(page) ?? newsOf(JSON.parse(page));
    } catch {
      return undefined;
    }
  }
}

function decode(bytes: Buffer, contentEncoding: string | undefined): string {
  if (contentEncoding === undefined || contentEncoding === 'identity')
    return bytes.toString('utf8');
  if (contentEncoding !== 'gzip') throw new Error(`cannot read ${contentEncoding}`);
  // A sync flush reads what is there of a stream that was cut.
  const finishFlush = constants.Z_SYNC_FLUSH;
  return gunzipSync(bytes, { finishFlush, maxOutputLength: 16_000_000 }).toString('utf8');
}

// Ids and URIs of Trino need no escapes.
const NEXT_URI = '"nextUri":"';
const INFO_URI = '"infoUri":"';
const ID = '"id":"';
const STATS = '"stats":{"state":"';
const ERROR = '"error":';
const MAX_STATE_LENGTH = 100;

function newsOfStart(piece: Buffer): PageNews | undefined {
  return (
    newsOfHead(piece.toString('latin1', 0, USUAL_HEAD_BYTES)) ??
    newsOfHead(piece.toString('latin1', 0, HEAD_BYTES))
  );
}

/** Of a page that another follows. */
function newsOfHead(head: string): PageNews | undefined {
  const uri = valueOf(NEXT_URI, head);
  return uri === undefined ? undefined : { isLast: false, id: valueOf(ID, head), uri };
}

/** What follows the beginning of a text field, up to its end. */
function valueOf(field: string, head: string): string | undefined {
  const at = head.indexOf(field);
  if (at === -1) return undefined;
  const start = at + field.length;
  const end = head.indexOf('"', start);
  return end === -1 ? undefined : head.slice(start, end);
}

/**
 * Of the last page of a query that did not fail: only its statistics, behind all rows, are read. A row may
 * quote them, but then not as the last of their kind.
 */
function finishedBy(page: string): PageNews | undefined {
  if (page.includes(NEXT_URI)) return undefined;
  const at = page.lastIndexOf(STATS);
  if (at === -1 || !page.endsWith('}') || page.indexOf(ERROR, at) !== -1) return undefined;
  const id = page.startsWith(`{${ID}`) ? valueOf(ID, page) : undefined;
  const state = valueOf(STATS, page.slice(at, at + MAX_STATE_LENGTH));
  if (id === undefined || state !== 'FINISHED') return undefined;
  const uri = valueOf(INFO_URI, page);
  // Parts would keep the whole page in memory.
  return { isLast: true, id: ownText(id), uri: uri && ownText(uri), state, errorName: undefined };
}

/** A large page without a nextUri before its rows is the last one. */
function lastByHead(head: string): PageNews | undefined {
  const id = valueOf(ID, head);
  const isPage = id !== undefined && /"(?:columns|data)":/.test(head);
  return isPage ? { isLast: true, id, uri: valueOf(INFO_URI, head) } : undefined;
}

function newsOf(page: unknown): PageNews | undefined {
  const { id, nextUri, infoUri, stats, error } = page as {
    id?: unknown;
    nextUri?: unknown;
    infoUri?: unknown;
    stats?: { state?: unknown };
    error?: { errorName?: unknown };
  };
  if (typeof id !== 'string') return undefined;
  if (typeof nextUri === 'string') return { isLast: false, id, uri: nextUri };
  return {
    isLast: true,
    id,
    uri: textOf(infoUri),
    state: textOf(stats?.state),
    errorName: textOf(error?.errorName),
  };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
