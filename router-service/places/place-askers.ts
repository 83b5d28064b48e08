import type { PlaceAnswer, PlaceRequest } from '../../protocol/places';

/** Leases that end are nobody's news, so for who waits it is looked again. */
const LOOK_AGAIN_MS = 500;

interface Asker {
  request: PlaceRequest;
  latest?: PlaceAnswer;
  isLate: boolean;
  resolve(answer: PlaceAnswer): void;
  reject(error: unknown): void;
}

/**
 * Holds the callers that wait for a place on this node. One decision is made for all of them at a
 * time, so a thousand that wait cost one transaction and not a thousand.
 */
export function createPlaceAskers(
  decide: (requests: PlaceRequest[]) => Promise<readonly PlaceAnswer[]>,
) {
  const askers = new Set<Asker>();
  let isDeciding = false;
  let isOutdated = false;
  let isClosed = false;
  const timer = setInterval(settle, LOOK_AGAIN_MS);
  timer.unref();

  function settle(): void {
    isOutdated = true;
    if (!isDeciding) void decideUntilCurrent();
  }

  async function decideUntilCurrent(): Promise<void> {
    isDeciding = true;
    while (isOutdated && askers.size > 0) {
      isOutdated = false;
      await decideOnce([...askers]);
    }
    isDeciding = false;
  }

  async function decideOnce(asked: readonly Asker[]): Promise<void> {
    // A client that repeats its request asks twice for the same place.
    const requests = new Map(asked.map(({ request }) => [request.ticket, request]));
    try {
      const answers = await decide([...requests.values()]);
      const byTicket = new Map([...requests.keys()].map((ticket, i) => [ticket, answers[i]]));
      for (const asker of asked) take(asker, byTicket.get(asker.request.ticket));
    } catch (error) {
      for (const { reject } of asked) reject(error);
    }
  }

  function take(asker: Asker, answer: PlaceAnswer | undefined): void {
    if (answer === undefined) return;
    asker.latest = answer;
    if (answer.state !== 'WAITING' || asker.isLate || isClosed) asker.resolve(answer);
  }

  return {
    /** Decides anew for those who wait. */
    settle,

    /** Resolves with the latest answer when the time is over, or on abort or close. */
    ask(request: PlaceRequest, waitMs: number, signal: AbortSignal): Promise<PlaceAnswer> {
      return new Promise<PlaceAnswer>((resolve, reject) => {
        const asker: Asker = {
          request,
          isLate: waitMs <= 0 || signal.aborted,
          resolve: (answer) => end(() => resolve(answer)),
          reject: (error) => end(() => reject(error as Error)),
        };
        const giveUp = () => {
          asker.isLate = true;
          take(asker, asker.latest);
        };
        const late = setTimeout(giveUp, waitMs);
        signal.addEventListener('abort', giveUp, { once: true });
        const end = (tell: () => void) => {
          clearTimeout(late);
          signal.removeEventListener('abort', giveUp);
          askers.delete(asker);
          tell();
        };
        askers.add(asker);
        settle();
      });
    },

    close(): void {
      isClosed = true;
      clearInterval(timer);
      for (const asker of askers) take(asker, asker.latest);
    },
  };
}
