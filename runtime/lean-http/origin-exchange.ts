import type { IncomingMessage } from 'node:http';
import type { AnswerHead } from './answer-head';
import type { FieldSection } from './field-section';

/** What is sent to an origin. */
export interface OutgoingRequest {
  method: string;
  path: string;
  /** Names and values in turn, as Node's rawHeaders. */
  headers: readonly string[] | FieldSection;
  body?: Buffer | IncomingMessage;
}

/** Where an answer goes, as it arrives. */
export interface Receiver {
  onHead(head: AnswerHead, flow: Flow): void;
  /**
   * The bytes are lent until this returns, and while the flow is paused; they are overwritten then.
   */
  onData(bytes: Buffer, flow: Flow): void;
  onEnd(): void;
  /** Called at most once and as the last, never before `send` has returned. */
  onError(error: Error): void;
}

/** Holds back, continues or ends the answer while it streams. */
export interface Flow {
  pause(): void;
  resume(): void;
  abort(reason: Error): void;
}

/** What an exchange asks of the connection that carries it. */
export interface Carrier {
  pause(): void;
  resume(): void;
  /** The connection cannot carry another exchange after this one was left. */
  destroy(): void;
}

/** One request and its answer, from the queue to its end. */
export class Exchange implements Flow {
  /** Nothing more is told of it. */
  isOver = false;
  carrier: Carrier | undefined;

  constructor(
    readonly request: OutgoingRequest,
    readonly receiver: Receiver,
  ) {}

  pause(): void {
    this.carrier?.pause();
  }

  resume(): void {
    this.carrier?.resume();
  }

  abort(reason: Error): void {
    this.fail(reason);
    this.carrier?.destroy();
  }

  end(): void {
    if (this.isOver) return;
    this.isOver = true;
    this.receiver.onEnd();
  }

  fail(error: Error): void {
    if (this.isOver) return;
    this.isOver = true;
    this.receiver.onError(error);
  }
}
