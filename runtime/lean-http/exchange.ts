import type { IncomingHttpHeaders, IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import type { Socket } from 'node:net';
import { Writable } from 'node:stream';

/** A request that was read whole before anybody saw it. */
export interface WholeRequest {
  readonly method: string;
  readonly url: string;
  readonly rawHeaders: string[];
  readonly headers: IncomingHttpHeaders;
  readonly socket: Socket;
  /** The body. */
  readonly whole: Buffer;
  readonly complete: true;
  readonly destroyed: boolean;
}

/** A request of either server; only those of node:http have a body that is still to come. */
export type HttpRequest = WholeRequest | IncomingMessage;

/** What handlers use of a response, of either server. */
export interface HttpResponse {
  /** The client went away, or the response is over. */
  readonly destroyed: boolean;
  readonly headersSent: boolean;
  /** Whether another request may follow on the connection. */
  shouldKeepAlive: boolean;
  setHeader(name: string, value: string): unknown;
  getHeader(name: string): unknown;
  /** Names and values in turn, or by name. */
  writeHead(status: number, headers?: OutgoingHttpHeaders | string[]): this;
  /** False where the client is behind: go on at `drain`. */
  write(chunk: Buffer | string): boolean;
  end(chunk?: Buffer | string): unknown;
  /** Cuts the connection. */
  destroy(): unknown;
  on(event: 'close' | 'drain', listener: () => void): this;
  /** `close`: the response is over, or the client went away. */
  once(event: 'close' | 'drain', listener: () => void): this;
  off(event: 'close' | 'drain', listener: () => void): this;
}

/** The body of a request that was read whole; undefined where it is still to come. */
export function wholeBody(request: HttpRequest): Buffer | undefined {
  return 'whole' in request ? request.whole : undefined;
}

/** A response as the last of a pipeline. */
export function writableOf(response: HttpResponse): Writable {
  if (response instanceof Writable) return response;
  const writable = new Writable({
    write(chunk: Buffer, _encoding, done) {
      if (response.write(chunk)) done();
      else response.once('drain', () => done());
    },
    final(done) {
      response.end();
      done();
    },
    destroy(error, done) {
      if (error !== null) response.destroy();
      done(error);
    },
  });
  // A client that left does not catch up any more.
  response.once('close', () => writable.destroy());
  return writable;
}
