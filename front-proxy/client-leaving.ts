import type { HttpResponse } from '../runtime/lean-http/exchange';

/** What of an AbortSignal a single exchange needs. */
export type LeaveSignal = Pick<
  AbortSignal,
  'aborted' | 'reason' | 'addEventListener' | 'removeEventListener'
>;

/**
 * Tells when a client goes away before its answer is over. An AbortController says the same, but making
 * one for each statement costs as much as choosing its cluster.
 */
export class ClientLeaving implements LeaveSignal {
  aborted = false;
  reason: Error | undefined;
  private readonly listeners = new Set<() => void>();

  constructor(private readonly response: HttpResponse) {
    response.once('close', this.leave);
    // It may have left while the router was asked; no event tells so any more.
    if (response.destroyed) this.leave();
  }

  /** From now on nobody wants to know. */
  forget(): void {
    this.response.off('close', this.leave);
  }

  addEventListener(_type: 'abort', listener: unknown): void {
    this.listeners.add(listener as () => void);
  }

  removeEventListener(_type: 'abort', listener: unknown): void {
    this.listeners.delete(listener as () => void);
  }

  private readonly leave = () => {
    this.aborted = true;
    this.reason ??= new Error('the client went away');
    for (const listener of this.listeners) listener();
  };
}
