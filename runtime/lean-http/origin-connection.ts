import type { IncomingMessage } from 'node:http';
import { connect, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { KnownSections } from './answer-head';
import { AnswerReader } from './answer-reader';
import { readHeldLater } from './held-reads';
import { originRequest } from './origin-request';
import type { Carrier, Exchange } from './origin-exchange';
import { ReadBuffer } from './read-buffer';
import { sendStream } from './send-stream';
import { writeMessage } from './write-message';

export interface ConnectionOwner {
  connectTimeoutMs: number;
  maxHeadBytes: number;
  /** Of its answers so far. */
  knownSections: KnownSections;
  /** The answer ended and the connection can carry the next exchange. */
  onFree(connection: OriginConnection): void;
  onClosed(connection: OriginConnection): void;
}

/** What stands between forgets a connection that is silent for long, as while a page is held. */
const KEEP_ALIVE_MS = 60_000;

/** A kept-alive connection to an origin, which carries one exchange at a time. */
export class OriginConnection implements Carrier {
  /** When something was sent or read last, or reading went on; by performance.now(). */
  activeAt = performance.now();
  /** Whether what was read is still lent, so that nothing more may be read. */
  isPaused = false;
  /** How long the origin says that it keeps the connection when it is idle. */
  keptMs = Infinity;
  private readonly socket: Socket;
  private readonly readBuffer: ReadBuffer | undefined;
  private exchange: Exchange | undefined;
  private answer: AnswerReader | undefined;
  /** Of the answer before: the pages of a query are alike. */
  private lastBytes = 0;
  private isSending = false;
  /** The origin has closed it, though not all that it sent was read. */
  private isEnding = false;
  private isClosed = false;

  constructor(
    private readonly origin: URL,
    private readonly owner: ConnectionOwner,
  ) {
    const isTls = origin.protocol === 'https:';
    const host = origin.hostname.replace(/^\[|\]$/g, '');
    const address = { host, port: Number(origin.port || (isTls ? 443 : 80)) };
    this.readBuffer = isTls ? undefined : new ReadBuffer();
    this.socket = isTls ? this.openTls(address) : this.open(address);
    this.socket.on('error', (error) => {
      this.readLast();
      this.lose(error);
    });
    this.socket.on('end', this.onOriginsEnd).on('close', this.onOriginsEnd);
    this.failWhereNotConnected(isTls ? 'secureConnect' : 'connect');
  }

  get isCarrying(): boolean {
    return this.exchange !== undefined;
  }

  /** Sends a request and hands its answer on; throws where the request cannot be sent as it is. */
  carry(exchange: Exchange): void {
    const { request } = exchange;
    const { head, isChunked } = originRequest(request, this.origin);
    this.exchange = exchange;
    this.answer = new AnswerReader(
      request.method,
      this.owner.maxHeadBytes,
      this.owner.knownSections,
    );
    exchange.carrier = this;
    this.activeAt = performance.now();
    const { body } = request;
    if (body === undefined) this.socket.write(head, 'latin1');
    else if (Buffer.isBuffer(body)) writeMessage(this.socket, head, body);
    else this.sendStream(head, body, isChunked);
  }

  pause(): void {
    if (this.isPaused) return;
    this.isPaused = true;
    this.socket.pause();
  }

  resume(): void {
    if (!this.isPaused) return;
    this.isPaused = false;
    this.activeAt = performance.now();
    this.socket.resume();
    if (this.answer?.isOver) this.free();
  }

  destroy(): void {
    this.lose(new Error('the connection was given up'));
  }

  /** Hands on the beginning of an answer where nothing more of it was there. */
  readHeld(): void {
    const bytes = this.isClosed ? undefined : this.readBuffer?.takeHeld();
    if (bytes !== undefined) this.onRead(bytes);
  }

  /** Ends the connection; what it carries fails with the reason. */
  lose(reason: Error): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.socket.destroy();
    if (this.isPaused) this.readBuffer?.abandon();
    else this.readBuffer?.release();
    const { exchange } = this;
    this.exchange = undefined;
    this.owner.onClosed(this);
    exchange?.fail(reason);
  }

  private open(address: { host: string; port: number }): Socket {
    const { readBuffer } = this;
    const socket = connect({
      ...address,
      noDelay: true,
      keepAlive: true,
      keepAliveInitialDelay: KEEP_ALIVE_MS,
      onread: {
        buffer: () => this.nextBuffer(readBuffer!),
        callback: (count) => {
          const bytes = readBuffer!.read(count);
          if (bytes !== undefined) this.onRead(bytes);
          // What nobody asked for must not wait for the next exchange.
          else if (this.answer === undefined) this.readHeld();
          else readHeldLater(this);
          return !this.isPaused;
        },
      },
    });
    // Its end is told only to those who read.
    return socket.resume();
  }

  private openTls(address: { host: string; port: number }): Socket {
    const { host } = address;
    const servername = isIP(host) === 0 ? host : '';
    const socket = connectTls({ ...address, servername, ALPNProtocols: ['http/1.1'] });
    socket.setNoDelay(true).setKeepAlive(true, KEEP_ALIVE_MS);
    return socket.on('data', (bytes) => this.onRead(bytes));
  }

  /** Node asks behind each read, also where that was the last one. */
  private nextBuffer(readBuffer: ReadBuffer): Buffer {
    if (this.isPaused || this.isClosed) return readBuffer.current;
    return readBuffer.next(this.answer?.bytesToCome ?? 0, this.lastBytes);
  }

  private onRead(bytes: Buffer): void {
    const { exchange, answer } = this;
    this.activeAt = performance.now();
    if (exchange === undefined || answer === undefined || answer.isOver)
      return this.lose(new Error('it sent something that nobody asked for'));
    try {
      const problem = answer.push(bytes, exchange);
      if (problem !== undefined) return this.lose(new Error(problem));
      if (answer.isOver && !this.isClosed) this.endAnswer(answer, exchange);
    } catch (error) {
      // A fault of whoever takes the answer ends that answer, not the process.
      this.lose(error as Error);
    }
  }

  private endAnswer(answer: AnswerReader, exchange: Exchange): void {
    this.lastBytes = answer.bodyBytes;
    this.keptMs = answer.keptMs;
    exchange.end();
    // What is lent must not be read over by the next answer.
    if (!this.isPaused) this.free();
  }

  private free(): void {
    const { exchange, answer } = this;
    if (exchange === undefined || this.isClosed) return;
    this.exchange = undefined;
    exchange.carrier = undefined;
    this.answer = undefined;
    const canGoOn =
      !this.isEnding &&
      !this.isSending &&
      answer?.keepsAlive === true &&
      !mayLeaveBody(exchange, answer);
    if (canGoOn) this.owner.onFree(this);
    else this.lose(new Error('the connection is over'));
  }

  /** No more comes: what is held is the end, and nothing else can be carried. */
  private readLast(): void {
    this.isEnding = true;
    this.readHeld();
  }

  private readonly onOriginsEnd = () => {
    this.readLast();
    const { answer, exchange } = this;
    if (exchange !== undefined && answer?.endsWithConnection && !answer.isOver) {
      answer.isOver = true;
      this.endAnswer(answer, exchange);
    } else this.lose(new Error('it closed the connection before its answer was over'));
  };

  private sendStream(head: string, body: IncomingMessage, isChunked: boolean): void {
    this.socket.write(head, 'latin1');
    this.isSending = true;
    sendStream(body, this.socket, {
      isChunked,
      onPiece: () => (this.activeAt = performance.now()),
      onSent: () => (this.isSending = false),
      onBroken: (error) => this.lose(error),
    });
  }

  private failWhereNotConnected(connected: string): void {
    const { connectTimeoutMs } = this.owner;
    const reason = new Error(`it took no connection in ${connectTimeoutMs} ms`);
    const timer = setTimeout(() => this.lose(reason), connectTimeoutMs);
    const stop = () => clearTimeout(timer);
    this.socket.once(connected, stop).once('close', stop);
  }
}

/**
 * Who refuses a request may not have read its body, and then closes the connection when that arrives,
 * without a word before (Jetty, and so Trino): the next exchange would be lost with it.
 */
function mayLeaveBody({ request }: Exchange, { status }: AnswerReader): boolean {
  return request.body !== undefined && status >= 300;
}
