/** An HTTP/1.1 message: its head without the blank line, and the first bytes of its body. */
export interface Message {
  head: string;
  start: string;
  bodyBytes: number;
}

/** Throws with the beginning of an answer that has another status. */
export function expectStatus({ head, start }: Message, status: number): void {
  if (head.startsWith(`HTTP/1.1 ${status}`)) return;
  throw new Error(`${head.slice(9, 40)}: ${start.slice(0, 200)}`);
}

type State = 'head' | 'length' | 'chunk-size' | 'chunk' | 'chunk-end' | 'trailer';

const HEAD_END = '\r\n\r\n';
const NEWLINE = 10;

/**
 * Cuts what a connection receives into messages. It is far cheaper than node:http, as the bench must not
 * measure itself, and knows only what the bench sends and gets: a length, chunks, or no body.
 */
export class MessageReader {
  private state: State = 'head';
  private held: Buffer | undefined;
  private head = '';
  private line = '';
  private start = '';
  private left = 0;
  private bodyBytes = 0;

  /** @param keep how many bytes of each body are kept */
  constructor(
    private readonly keep: number,
    private readonly onMessage: (message: Message) => void,
  ) {}

  push(received: Buffer): void {
    const data = this.held === undefined ? received : Buffer.concat([this.held, received]);
    this.held = undefined;
    let at = 0;
    while (at < data.length) at = this.step(data, at);
  }

  private step(data: Buffer, at: number): number {
    switch (this.state) {
      case 'head':
        return this.readHead(data, at);
      case 'length':
      case 'chunk':
        return this.readBody(data, at);
      default:
        return this.readLine(data, at);
    }
  }

  private readHead(data: Buffer, at: number): number {
    const end = data.indexOf(HEAD_END, at, 'latin1');
    if (end < 0) {
      this.held = data.subarray(at);
      return data.length;
    }
    this.head = data.toString('latin1', at, end);
    this.start = '';
    this.bodyBytes = 0;
    const length = /\r\ncontent-length: *(\d+)/i.exec(this.head);
    if (length !== null) {
      this.left = Number(length[1]);
      this.state = 'length';
      if (this.left === 0) this.finish();
    } else if (/\r\ntransfer-encoding: *chunked/i.test(this.head)) {
      this.state = 'chunk-size';
    } else {
      this.finish();
    }
    return end + HEAD_END.length;
  }

  private readBody(data: Buffer, at: number): number {
    const taken = Math.min(this.left, data.length - at);
    const wanted = Math.min(taken, this.keep - this.start.length);
    if (wanted > 0) this.start += data.toString('latin1', at, at + wanted);
    this.bodyBytes += taken;
    this.left -= taken;
    if (this.left === 0) {
      if (this.state === 'length') this.finish();
      else this.state = 'chunk-end';
    }
    return at + taken;
  }

  private readLine(data: Buffer, at: number): number {
    const end = data.indexOf(NEWLINE, at);
    if (end < 0) {
      this.line += data.toString('latin1', at);
      return data.length;
    }
    const line = (this.line + data.toString('latin1', at, end)).trim();
    this.line = '';
    if (this.state === 'chunk-end') this.state = 'chunk-size';
    else if (this.state === 'trailer') {
      if (line === '') this.finish();
    } else {
      this.left = parseInt(line, 16);
      this.state = this.left === 0 ? 'trailer' : 'chunk';
    }
    return end + 1;
  }

  private finish(): void {
    this.state = 'head';
    this.onMessage({ head: this.head, start: this.start, bodyBytes: this.bodyBytes });
  }
}
