import { STATUS_CODES, type OutgoingHttpHeaders } from 'node:http';
import type { Socket } from 'node:net';
import type { Milliseconds } from '../units';
import type { HttpResponse } from './exchange';
import { writeFieldLines } from './field-lines';
import { FieldSection, readSaid } from './field-section';
import { ResponseListeners } from './response-listeners';
import { writeChunk, writeMessage } from './write-message';
import { httpDate } from './http-date';

export interface AnswerTimes {
  /** How long the client may keep the connection for its next request. */
  keepAliveSeconds: number;
  /** How long it may take nothing of what is sent to it. */
  stalledTimeout: Milliseconds;
}

/** The answer to one request on a connection, written as it comes. */
export class LeanResponse extends ResponseListeners implements HttpResponse {
  shouldKeepAlive: boolean;
  destroyed = false;
  headersSent = false;
  private status = 200;
  private given = NO_HEADERS;
  /** Of the body, as whoever answers told it beside the headers. */
  private givenLength: string | undefined;
  private own: string[] | undefined;
  private isChunked = false;
  private isOver = false;
  private isBehind = false;
  /** As it was sent. */
  private head: string | undefined;

  constructor(
    private readonly socket: Socket,
    private readonly isHead: boolean,
    keepAlive: boolean,
    private readonly times: AnswerTimes,
    private readonly onEnd: (response: LeanResponse) => void,
  ) {
    super();
    this.shouldKeepAlive = keepAlive;
  }

  setHeader(name: string, value: string): this {
    writeFieldLines([name, value]);
    this.own ??= [];
    const lower = name.toLowerCase();
    const at = this.own.findIndex((each, i) => i % 2 === 0 && each.toLowerCase() === lower);
    if (at === -1) this.own.push(name, value);
    else this.own[at + 1] = value;
    return this;
  }

  getHeader(name: string): string | undefined {
    const lower = name.toLowerCase();
    const at = this.own?.findIndex((each, i) => i % 2 === 0 && each.toLowerCase() === lower) ?? -1;
    return at === -1 ? undefined : this.own?.[at + 1];
  }

  writeHead(status: number, headers: OutgoingHttpHeaders | string[] = []): this {
    return this.begin(status, new FieldSection(Array.isArray(headers) ? headers : flat(headers)));
  }

  /** The same with headers that others have, too; `length` is the value of a Content-Length. */
  begin(status: number, headers: FieldSection, length?: string): this {
    this.status = status;
    this.given = headers;
    this.givenLength = length;
    // Made here, as it throws where one cannot be sent.
    void headers.lines;
    // Whoever tries again after this must see that it was too late.
    this.headersSent = true;
    return this;
  }

  /** False while bytes of the chunk are needed still. */
  write(chunk: Buffer | string): boolean {
    if (this.destroyed || this.isOver) return true;
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    if (this.head === undefined) this.send(bytes, this.buildHead(undefined));
    else if (bytes.length > 0) this.sendBody(bytes);
    if (this.isFlushed) return true;
    if (!this.isBehind) {
      this.isBehind = true;
      this.onceFlushed(this.catchUp);
    }
    return false;
  }

  end(chunk?: Buffer | string): this {
    if (this.destroyed || this.isOver) return this;
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    if (this.head === undefined) {
      this.send(bytes ?? NOTHING, this.buildHead(bytes?.length ?? 0));
    } else if (bytes !== undefined && bytes.length > 0) this.sendBody(bytes);
    if (this.isChunked) this.socket.write(LAST_CHUNK);
    this.isOver = true;
    // Not process.nextTick: it takes a microsecond, and Node looks after it behind each read.
    if (this.isFlushed) void SETTLED.then(() => this.close());
    else this.onceFlushed(() => this.close());
    this.onEnd(this);
    return this;
  }

  destroy(): this {
    this.socket.destroy();
    return this;
  }

  /** The connection is gone, or all was sent. */
  close(): void {
    if (this.destroyed) return;
    this.destroyed = true;
    this.emit('close');
  }

  private get isFlushed(): boolean {
    return this.socket.writableLength === 0;
  }

  /** Also where the connection is lost before. */
  private onceFlushed(then: () => void): void {
    const { socket, times } = this;
    // Not all the time: the socket would set it anew with each piece that it sends or reads.
    socket.setTimeout(times.stalledTimeout);
    // The socket itself tells only when it was far behind. What is written behind this goes out with it, as
    // all that waits goes in one call, and is called back for afterwards.
    socket.write(NOTHING, () => {
      if (socket.writableLength === 0) socket.setTimeout(0);
      then();
    });
  }

  private readonly catchUp = () => {
    this.isBehind = false;
    this.emit('drain');
  };

  private send(body: Buffer, head: string): void {
    const { socket } = this;
    this.head = head;
    this.headersSent = true;
    if (this.isBodiless() || body.length === 0) return void socket.write(head, 'latin1');
    if (this.isChunked) writeChunk(socket, head, body);
    else writeMessage(socket, head, body);
  }

  private sendBody(body: Buffer): void {
    if (this.isBodiless()) return;
    if (this.isChunked) writeChunk(this.socket, '', body);
    else this.socket.write(body);
  }

  /** @param whole the length of the body where all of it is known */
  private buildHead(whole: number | undefined): string {
    const { given, own } = this;
    const reason = STATUS_CODES[this.status] ?? 'Unknown';
    let text = `HTTP/1.1 ${this.status} ${reason}\r\n${given.lines}`;
    let { says } = given;
    if (own !== undefined) {
      // Those that were given beside the status replace those that were set before.
      const kept = own.filter((_, i) => !given.has(own[i - (i % 2)] ?? ''));
      text += writeFieldLines(kept);
      says = readSaid([...kept, ...given.headers]);
    }
    if (says.close) this.shouldKeepAlive = false;
    if (!says.date) text += `Date: ${httpDate()}\r\n`;
    if (this.givenLength !== undefined) text += `Content-Length: ${this.givenLength}\r\n`;
    else if (says.length === undefined && this.mayHaveLength()) {
      this.isChunked = whole === undefined && !this.isHead;
      if (whole === undefined) text += 'Transfer-Encoding: chunked\r\n';
      else if (!this.isHead) text += `Content-Length: ${whole}\r\n`;
    }
    return `${text}${this.connectionHeaders(says.connection)}\r\n`;
  }

  private connectionHeaders(isSaid: boolean): string {
    if (!this.shouldKeepAlive) return isSaid ? '' : 'Connection: close\r\n';
    return `Connection: keep-alive\r\nKeep-Alive: timeout=${this.times.keepAliveSeconds}\r\n`;
  }

  private mayHaveLength(): boolean {
    return this.status >= 200 && this.status !== 204 && this.status !== 304;
  }

  private isBodiless(): boolean {
    return this.isHead || !this.mayHaveLength();
  }
}

const NOTHING = Buffer.alloc(0);
const NO_HEADERS = new FieldSection([]);
const LAST_CHUNK = Buffer.from('0\r\n\r\n');
const SETTLED = Promise.resolve();

function flat(headers: OutgoingHttpHeaders): string[] {
  return Object.entries(headers).flatMap(([name, value]) => [name, String(value)]);
}
