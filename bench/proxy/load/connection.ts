import { connect, type Socket } from 'node:net';
import { MessageReader, type Message } from './message-reader';

// A nextUri stands within these first bytes of a page; some systems answer with longer ones than ours.
const KEPT_BYTES = 2048;
const SILENCE_MS = 30_000;

/** One kept-alive connection that carries one request at a time, and is made anew after a failure. */
export class Connection {
  private socket: Socket | undefined;
  private resolve: ((answer: Message) => void) | undefined;
  private reject: ((error: Error) => void) | undefined;

  constructor(
    private readonly host: string,
    private readonly port: number,
  ) {}

  /** Sends the bytes of a whole request; resolves with the whole answer. */
  send(request: string): Promise<Message> {
    return new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
      this.socket ??= this.open();
      this.socket.write(request, 'latin1');
    });
  }

  close(): void {
    this.fail(new Error('closed'));
  }

  private open(): Socket {
    const socket = connect({ host: this.host, port: this.port, noDelay: true });
    const reader = new MessageReader(KEPT_BYTES, (message) => {
      const resolve = this.resolve;
      this.resolve = undefined;
      this.reject = undefined;
      if (/\r\nconnection: *close/i.test(message.head)) this.drop(socket);
      resolve?.(message);
    });
    const lost = (error: Error) => {
      if (this.socket === socket) this.fail(error);
    };
    socket.on('data', (chunk) => reader.push(chunk));
    socket.on('error', lost);
    socket.on('close', () => lost(new Error('the connection was closed')));
    socket.setTimeout(SILENCE_MS, () => lost(new Error(`no answer in ${SILENCE_MS} ms`)));
    return socket;
  }

  private fail(error: Error): void {
    const reject = this.reject;
    this.resolve = undefined;
    this.reject = undefined;
    this.drop(this.socket);
    reject?.(error);
  }

  private drop(socket: Socket | undefined): void {
    if (this.socket === socket) this.socket = undefined;
    socket?.destroy();
  }
}
