import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { placeAnswerSchema, type PlaceAnswer } from '../../protocol/places';
import type { PlaceRequest } from '../../protocol/places';
import type { Logger } from '../../runtime/log';
import type { Milliseconds } from '../../runtime/units';
import { jsonOf, type AskRouters } from '../ask-routers';
import type { GatheredAnswer } from '../forward';
import type { LocalPlaces, OwnPlace } from './local-places';

interface PlacesOptions {
  askRouters: AskRouters;
  token?: string;
  proxyId: string;
  local: LocalPlaces;
  timeoutMs: Milliseconds;
  /** Reports wait for nothing any more: others wait for the place that they free. */
  hurry: () => void;
  log: Logger;
}

interface AskOptions {
  waitMs: Milliseconds;
  /** When it asked first, by machineNow(). */
  since: Milliseconds;
  signal: AbortSignal;
}

/** After a failure this proxy decides alone for so long. */
const PAUSE_MS = 2000;
/** How often it decides anew for who waits while it does. */
const LOCAL_STEP_MS = 100;
/** What was granted and freed here is told to the routers as soon as one answers. */
const TELL_MS = 2000;
/** More need not be told: leases end by themselves. */
const MAX_LATE = 10_000;
/** Without a limit in use for so long nobody waits for news of ended queries. */
const IN_USE_MS = 10 * 60_000;

const JSON_TYPE = ['content-type', 'application/json'];

/**
 * Places for statements under limits: granted by the routers, for all proxies together, in the
 * database; by this proxy from its share of each limit while no router or no database answers.
 */
export function createPlaces(options: PlacesOptions) {
  const { askRouters, token, proxyId, local, timeoutMs, log } = options;
  const authorization = token === undefined ? [] : ['authorization', `Bearer ${token}`];
  /** What no router could be told: that a query runs in a place, or that it is free. */
  const late = new Map<string, 'taken' | 'free'>();
  /** The calls about a ticket go one after the other: a place is told before it is freed. */
  const underWay = new Map<string, Promise<void>>();
  let aloneUntil = 0;
  let isAlone = false;
  let usedAt = -Infinity;
  const timer = setInterval(tellLate, TELL_MS);
  timer.unref();

  function call<Answer>(
    method: string,
    path: string,
    read: (answer: GatheredAnswer) => Answer,
    { body, ...limits }: { body?: unknown; holdMs?: Milliseconds; signal?: AbortSignal } = {},
  ): Promise<Answer> {
    const json = body === undefined ? undefined : Buffer.from(JSON.stringify(body));
    const headers = [...authorization, ...(json === undefined ? [] : JSON_TYPE)];
    const request = { method, path, headers, ...(json && { body: json }) };
    return askRouters(request, { timeoutMs, read, ...limits });
  }

  function noteFailure(err: unknown): void {
    aloneUntil = performance.now() + PAUSE_MS;
    if (isAlone) return;
    isAlone = true;
    const { message: reason } = err as Error;
    log.warn({ reason }, 'no router grants places; this proxy grants its share of each limit');
  }

  function noteAnswer(): void {
    if (isAlone) log.info('the routers grant places again');
    isAlone = false;
  }

  async function askAlone(request: PlaceRequest, { waitMs, since, signal }: AskOptions) {
    const deadline = performance.now() + waitMs;
    for (;;) {
      const answer = local.ask(request, since);
      if (answer.state === 'GRANTED') tellLater(request.ticket, 'taken');
      if (answer.state !== 'WAITING' || performance.now() >= deadline) return answer;
      await sleep(LOCAL_STEP_MS, undefined, { signal });
    }
  }

  function inTurn(ticket: string, work: () => Promise<void>): void {
    const before = underWay.get(ticket) ?? Promise.resolve();
    const done = before.then(work).finally(() => {
      if (underWay.get(ticket) === done) underWay.delete(ticket);
    });
    underWay.set(ticket, done);
  }

  function tellLater(ticket: string, what: 'taken' | 'free'): void {
    if (late.size < MAX_LATE) late.set(ticket, what);
  }

  function tellTaken(ticket: string): void {
    inTurn(ticket, async () => {
      const place = local.placeOf(ticket);
      late.delete(ticket);
      if (place === undefined) return;
      const { user, cluster, keys, queryId } = place;
      const body = { user, cluster, keys, queryId, proxyId };
      await call('PUT', `/v1/places/${ticket}`, noContent, { body }).catch(() =>
        tellLater(ticket, 'taken'),
      );
    });
  }

  function tellFree(ticket: string): void {
    inTurn(ticket, async () => {
      late.delete(ticket);
      await call('DELETE', `/v1/places/${ticket}`, noContent).catch(() =>
        tellLater(ticket, 'free'),
      );
    });
  }

  function tellLate(): void {
    if (performance.now() < aloneUntil) return;
    for (const [ticket, what] of late) {
      if (what === 'taken') tellTaken(ticket);
      else tellFree(ticket);
    }
  }

  function leave(ticket: string): void {
    local.leave(ticket);
    tellFree(ticket);
  }

  return {
    /** Resolves when the place is granted or refused, at the latest after `waitMs`; rejects on abort. */
    async ask(asking: Omit<PlaceRequest, 'proxyId'>, askOptions: AskOptions): Promise<PlaceAnswer> {
      usedAt = performance.now();
      const { waitMs, signal } = askOptions;
      const request = { ...asking, proxyId };
      if (performance.now() < aloneUntil) return askAlone(request, askOptions);
      try {
        const path = waitMs > 0 ? `/v1/places?wait=${Math.round(waitMs)}ms` : '/v1/places';
        const limits = { body: request, holdMs: waitMs, signal };
        const answer = await call('POST', path, readAnswer, limits);
        noteAnswer();
        return answer;
      } catch (err) {
        if (signal.aborted) throw err;
        noteFailure(err);
        return askAlone(request, askOptions);
      }
    },

    /** A query runs in the place. */
    taken(ticket: string, place: OwnPlace): void {
      local.take(ticket, place);
      tellTaken(ticket);
    },

    /** Frees the place, or leaves the queue. */
    leave,

    ended(queryId: string): void {
      const ticket = local.ticketOf(queryId);
      if (ticket !== undefined) leave(ticket);
      else if (usedAt > performance.now() - IN_USE_MS) options.hurry();
    },

    seen: local.seen,

    /** The encrypted statement that another proxy took; undefined where it has left the queue. */
    sealed(ticket: string): Promise<string | undefined> {
      return call('GET', `/v1/places/${ticket}/statement`, readSealed);
    },

    close: () => clearInterval(timer),
  };
}

export type Places = ReturnType<typeof createPlaces>;

const sealedSchema = z.object({ sealed: z.string() });

const readAnswer = (answer: GatheredAnswer): PlaceAnswer => placeAnswerSchema.parse(jsonOf(answer));

function readSealed(answer: GatheredAnswer): string | undefined {
  return answer.status === 404 ? undefined : sealedSchema.parse(jsonOf(answer)).sealed;
}

function noContent({ status }: GatheredAnswer): void {
  if (status !== 204) throw new Error(`it answered ${status}`);
}
