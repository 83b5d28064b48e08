import { Socket } from 'node:net';
import type { HttpResponse, WholeRequest } from './exchange';
import { LeanResponse, type AnswerTimes } from './lean-response';
import { readHead, type HeaderSection, type RequestHead } from './request-head';

export interface LeanSettings {
  /** Whether requests like this one are answered here. */
  takes: (head: RequestHead) => boolean;
  handle: (request: WholeRequest, response: HttpResponse) => void;
  times: AnswerTimes;
}

/** A head or a body beyond this is read by node:http, which has limits for either. */
const MAX_HEAD_BYTES = 64 * 1024;
const MAX_BODY_BYTES = 1024 * 1024;
/** As many sections of headers are remembered: clients send one with statements, another with pages. */
const MAX_SECTIONS = 2;
/** Bytes of requests to come that are kept while one is answered. */
const MAX_AHEAD_BYTES = 64 * 1024;
const NOTHING = Buffer.alloc(0);

/**
 * One client's connection as long as its requests have the plain form and are taken: they are read
 * whole, answered one after the other. With the first other request it is given up for good,
 * together with the bytes that were not read yet.
 */
export class LeanConnection {
  /** When the bytes of a request began to arrive, or the last answer ended; by performance.now(). */
  since = performance.now();
  private pieces: Buffer[] = [];
  private kept = 0;
  private head: RequestHead | undefined;
  private sections: HeaderSection[] = [];
  private response: LeanResponse | undefined;
  private isPaused = false;
  /** Whether what is kept arrived before the answer to the request before it. */
  private cameAhead = false;

  constructor(
    private readonly socket: Socket,
    private readonly settings: LeanSettings,
    private readonly giveUp: (unread: Buffer, cameAhead: boolean) => void,
  ) {
    socket.on('data', this.onData).once('close', this.onClose);
    socket.on('error', ignore).on('end', this.onHalfClosed);
    socket.push = this.onPush;
  }

  get isAnswering(): boolean {
    return this.response !== undefined;
  }

  /** Whether a request began to arrive and has not ended. */
  get isWaitingForRest(): boolean {
    return this.response === undefined && this.kept > 0;
  }

  /** Leaves the connection, and what it sent, to node:http. */
  handOver(): void {
    const { socket } = this;
    this.readAsStream();
    socket.off('data', this.onData).off('close', this.onClose);
    socket.off('error', ignore).off('end', this.onHalfClosed);
    this.giveUp(this.takeAll(), this.cameAhead);
  }

  /**
   * What was read is taken before it becomes the stream's: that would look behind each piece whether to read
   * on, which takes as long as to read a head. To the stream it is as if nothing had come yet.
   */
  private readonly onPush = (piece: unknown): boolean => {
    if (!(piece instanceof Buffer)) return Socket.prototype.push.call(this.socket, piece);
    this.onData(piece);
    return true;
  };

  /** From now on pieces come by the event `data`, which a pause holds back. */
  private readAsStream(): void {
    this.socket.push = Socket.prototype.push;
  }

  private readonly onData = (piece: Buffer) => {
    if (this.kept === 0) {
      this.since = performance.now();
      this.cameAhead = this.response !== undefined;
    }
    this.pieces.push(piece);
    this.kept += piece.length;
    if (this.response === undefined) return this.read();
    if (this.kept <= MAX_AHEAD_BYTES || this.isPaused) return;
    this.isPaused = true;
    this.readAsStream();
    this.socket.pause();
  };

  /** As node:http takes it: the client went away. */
  private readonly onHalfClosed = () => this.socket.end();

  private readonly onClose = () => {
    this.pieces = [];
    this.response?.close();
  };

  private read(): void {
    const head = (this.head ??= this.readHead());
    if (head === undefined) return;
    const { contentLength } = head;
    const end = head.length + contentLength;
    if (this.kept < end) return;
    const bytes = this.takeAll();
    this.head = undefined;
    this.cameAhead = bytes.length > end;
    if (this.cameAhead) this.keep(bytes.subarray(end));
    this.answer(head, contentLength === 0 ? NOTHING : bytes.subarray(head.length, end));
  }

  /** Undefined while it is not there, and where it is not for us. */
  private readHead(): RequestHead | undefined {
    if (this.pieces.length > 1) this.keep(this.takeAll());
    const head = readHead(this.pieces[0] ?? NOTHING, this.sections);
    if (head === 'incomplete') {
      if (this.kept > MAX_HEAD_BYTES) this.handOver();
      return undefined;
    }
    const isOurs =
      head !== 'unusual' && head.contentLength <= MAX_BODY_BYTES && this.settings.takes(head);
    if (isOurs) {
      this.remember(head.section);
      return head;
    }
    this.handOver();
    return undefined;
  }

  private remember(section: HeaderSection): void {
    const { sections } = this;
    if (sections.includes(section)) return;
    if (sections.length === MAX_SECTIONS) sections.shift();
    sections.push(section);
  }

  private answer(head: RequestHead, body: Buffer): void {
    const { socket, settings } = this;
    const { method } = head;
    const response = new LeanResponse(
      socket,
      method === 'HEAD',
      head.section.keepAlive,
      settings.times,
      this.onAnswered,
    );
    this.response = response;
    settings.handle(new LeanRequest(head, body, socket), response);
  }

  private readonly onAnswered = (response: LeanResponse) => {
    this.response = undefined;
    this.since = performance.now();
    if (!response.shouldKeepAlive) return this.endAfterLast();
    if (this.isPaused) {
      this.isPaused = false;
      this.socket.resume();
    }
    // Not from within the answer of the one before.
    if (this.kept > 0) process.nextTick(this.readNext);
  };

  /** What still comes was sent by a client that knew it would not be read (RFC 9112, 9.6). */
  private endAfterLast(): void {
    this.readAsStream();
    this.socket.off('data', this.onData);
    this.takeAll();
    this.socket.destroySoon();
  }

  private readonly readNext = () => {
    if (this.response === undefined && this.kept > 0 && !this.socket.destroyed) this.read();
  };

  private keep(bytes: Buffer): void {
    this.pieces = [bytes];
    this.kept = bytes.length;
  }

  private takeAll(): Buffer {
    const { pieces } = this;
    this.pieces = [];
    this.kept = 0;
    return pieces.length === 1 ? (pieces[0] ?? NOTHING) : Buffer.concat(pieces);
  }
}

class LeanRequest implements WholeRequest {
  readonly complete = true;
  readonly method: string;
  readonly url: string;
  readonly rawHeaders: string[];
  readonly headers: WholeRequest['headers'];

  constructor(
    { method, url, section }: RequestHead,
    readonly whole: Buffer,
    readonly socket: Socket,
  ) {
    this.method = method;
    this.url = url;
    this.rawHeaders = section.rawHeaders;
    this.headers = section.headers;
  }

  get destroyed(): boolean {
    return this.socket.destroyed;
  }
}

function ignore(): void {
  // The end of the connection tells what there is to know.
}
