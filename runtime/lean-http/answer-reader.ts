import { readAnswerHead, type AnswerHead, type KnownSections } from './answer-head';
import { ArrivingHead, unreadable } from './arriving-head';
import { ChunkedBody } from './chunked-body';
import { headIn } from './head-in';
import type { Exchange } from './origin-exchange';

/** Told by an origin as `Keep-Alive: timeout=5`; a second less, so that it is never the one to close. */
const KEEP_ALIVE = /timeout=(\d+)/i;
const MARGIN_MS = 1000;

/** Reads one answer from the bytes of its connection. */
export class AnswerReader {
  isOver = false;
  bodyBytes = 0;
  private head: AnswerHead | undefined;
  private arriving: ArrivingHead | undefined;
  private chunked: ChunkedBody | undefined;
  /** Bytes of the body that are still to come; Infinity where nobody knows. */
  private left = 0;
  private isFollowed = false;

  constructor(
    private readonly method: string,
    private readonly maxHeadBytes: number,
    private readonly known: KnownSections,
  ) {}

  /** 0 while it is not known. */
  get status(): number {
    return this.head?.status ?? 0;
  }

  /** As far as it is known. */
  get bytesToCome(): number {
    return this.isOver ? 0 : this.left;
  }

  /** Whether the body ends where the connection does. */
  get endsWithConnection(): boolean {
    return this.head !== undefined && this.left === Infinity && this.chunked === undefined;
  }

  /** Whether the connection can carry another answer. */
  get keepsAlive(): boolean {
    return this.head?.section.keepsAlive === true && !this.isFollowed && !this.endsWithConnection;
  }

  /** How long the origin keeps an idle connection, as far as it says so. */
  get keptMs(): number {
    const timeout = KEEP_ALIVE.exec(this.head?.get('keep-alive') ?? '')?.[1];
    return timeout === undefined ? Infinity : Math.max(0, Number(timeout) * 1000 - MARGIN_MS);
  }

  /** Hands the answer on as far as it came; a text tells why it cannot be read. */
  push(bytes: Buffer, exchange: Exchange): string | undefined {
    let rest: Buffer | undefined = bytes;
    while (this.head === undefined) {
      const read = this.readHead(rest, exchange);
      if (typeof read === 'string') return read;
      if (read === undefined || exchange.isOver) return undefined;
      rest = read;
    }
    if (this.left > 0) return this.pushBody(rest, exchange);
    this.endBody(rest.length > 0);
    return undefined;
  }

  /** What follows the head; undefined while that is not there whole, a text where it cannot be read. */
  private readHead(bytes: Buffer, exchange: Exchange): Buffer | string | undefined {
    if (bytes.length === 0) return undefined;
    const { arriving } = this;
    const all = arriving === undefined ? bytes : arriving.push(bytes);
    if (typeof all === 'string') return all;
    if (all === undefined) return undefined;
    const { text, end } = headIn(all);
    if (end === -1) {
      this.arriving = new ArrivingHead(this.maxHeadBytes);
      const problem = this.arriving.push(bytes);
      return typeof problem === 'string' ? problem : undefined;
    }
    this.arriving = undefined;
    const head = readAnswerHead(text, end, this.known);
    if (typeof head === 'string') return unreadable(head);
    // Nobody asked to go on or to change the protocol; early hints are left out.
    if (head.status <= 101) return `it answered ${head.status}, which nobody asked for`;
    if (head.status < 200) return all.subarray(head.length);
    const framing = head.framing(this.method);
    if (typeof framing === 'string') return unreadable(framing);
    if (framing.kind === 'chunked') this.chunked = new ChunkedBody();
    this.left = framing.kind === 'length' ? framing.bytes : Infinity;
    this.head = head;
    exchange.receiver.onHead(head, exchange);
    return all.subarray(head.length);
  }

  private pushBody(bytes: Buffer, exchange: Exchange): string | undefined {
    if (bytes.length === 0) return undefined;
    if (this.chunked !== undefined) return this.pushChunks(bytes, this.chunked, exchange);
    const own = bytes.length > this.left ? bytes.subarray(0, this.left) : bytes;
    this.left -= own.length;
    this.bodyBytes += own.length;
    exchange.receiver.onData(own, exchange);
    if (this.left === 0) this.endBody(own.length < bytes.length);
    return undefined;
  }

  private pushChunks(bytes: Buffer, chunked: ChunkedBody, exchange: Exchange): string | undefined {
    const used = chunked.push(bytes, (data) => {
      this.bodyBytes += data.length;
      if (!exchange.isOver) exchange.receiver.onData(data, exchange);
    });
    if (used === undefined) return unreadable('its chunks are broken');
    if (chunked.isOver) this.endBody(used < bytes.length);
    return undefined;
  }

  /** Bytes that nobody asked for behind an answer spoil the connection, not the answer. */
  private endBody(isFollowed: boolean): void {
    this.isOver = true;
    this.isFollowed = isFollowed;
  }
}
