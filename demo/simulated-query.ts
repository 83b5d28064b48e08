import { createHmac, randomBytes } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { QueryId } from '../protocol/query-id';
import { userError, type SimulatedError } from './simulated-error';
import type { StatementEffect } from './simulated-effect';

export type Phase = 'queued' | 'executing';
export type QueryState = 'REGISTERED' | 'QUEUED' | 'RUNNING' | 'FINISHED' | 'FAILED';

export interface PageAddress {
  phase: Phase;
  token: number;
}

/** One page before it is written: what follows it and what it tells. */
export interface PagePlan {
  state: Exclude<QueryState, 'REGISTERED'>;
  next?: PageAddress;
  /** Whether this page carries rows of the result. */
  hasRows: boolean;
  effect?: StatementEffect;
  error?: SimulatedError;
}

/** How long a result is, read again for each page. */
export interface ResultLength {
  queuedPages: number;
  resultPages: number;
}

/** A statement that was POSTed; it runs nothing before the first GET, as in Trino. */
export class SimulatedQuery {
  readonly submittedAt = new Date();
  state: QueryState = 'REGISTERED';
  /** Whether a page was asked for, which is what makes a query run. */
  ran = false;
  /** Whether it came so far as to have stages, which commands never have. */
  scheduled = false;
  endedAt?: Date;
  /** When a page was last asked for. */
  lastHeartbeat = new Date();
  error?: SimulatedError;
  readonly #secret = randomBytes(20);
  readonly #lastToken: Record<Phase, number> = { queued: 0, executing: 0 };
  #effect?: StatementEffect;

  constructor(
    readonly id: QueryId,
    readonly statement: string,
    readonly user: string,
    readonly headers: IncomingHttpHeaders,
    private readonly begin: () => StatementEffect,
  ) {}

  /** The secret part of a page's address; another one for each token. */
  slug({ phase, token }: PageAddress): string {
    return `y${createHmac('sha1', this.#secret).update(`${phase}/${token}`).digest('hex')}`;
  }

  /** Whether a page may be had: the last one again or the one after it (else Trino says 410). */
  isServed({ phase, token }: PageAddress): boolean {
    const last = this.#lastToken[phase];
    return token === last || token === last + 1;
  }

  /** Moves the query on to the page and says what stands on it. */
  page(address: PageAddress, length: ResultLength): PagePlan {
    this.#lastToken[address.phase] = Math.max(this.#lastToken[address.phase], address.token);
    this.ran = true;
    this.lastHeartbeat = new Date();
    this.#start();
    if (this.error !== undefined)
      return {
        state: 'FAILED',
        hasRows: false,
        error: this.error,
        ...(this.scheduled && { effect: this.#effect }),
      };
    return address.phase === 'queued'
      ? this.#queuedPage(address.token, length)
      : this.#executingPage(address.token, length);
  }

  /** DELETE of a page or of the query: a query that has not ended ends as canceled. */
  cancel(): void {
    this.#start();
    this.#fail(userError('USER_CANCELED', 3, 'Query was canceled'));
  }

  /** partialCancelUri: the stage stops, and the query finishes with what it has. */
  finishEarly(): void {
    if (this.state === 'RUNNING') this.#end('FINISHED');
  }

  #start(): void {
    if (this.state !== 'REGISTERED') return;
    this.state = 'QUEUED';
    this.#effect = this.begin();
    if (this.#effect.kind === 'failure') this.#fail(this.#effect.error);
  }

  #queuedPage(token: number, { queuedPages }: ResultLength): PagePlan {
    const next: PageAddress =
      token < queuedPages
        ? { phase: 'queued', token: token + 1 }
        : { phase: 'executing', token: 0 };
    return { state: 'QUEUED', next, hasRows: false };
  }

  #executingPage(token: number, { resultPages }: ResultLength): PagePlan {
    const effect = this.#effect;
    this.scheduled = effect?.kind !== 'command';
    const pages = effect?.kind === 'rows' ? resultPages : effect?.kind === 'update' ? 1 : 0;
    if (token >= pages || this.state === 'FINISHED') {
      if (this.state !== 'FINISHED') this.#end('FINISHED');
      return { state: 'FINISHED', hasRows: false, effect };
    }
    this.state = 'RUNNING';
    return {
      state: 'RUNNING',
      next: { phase: 'executing', token: token + 1 },
      hasRows: true,
      effect,
    };
  }

  #fail(error: SimulatedError): void {
    if (this.state === 'FINISHED' || this.state === 'FAILED') return;
    this.error = error;
    this.#end('FAILED');
  }

  #end(state: 'FINISHED' | 'FAILED'): void {
    this.state = state;
    this.endedAt = new Date();
  }
}
