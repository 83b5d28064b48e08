import { SECRET_HEADERS } from '../../protocol/headers';
import type { ClientRequest } from '../client-request';
import type { Route } from '../router-client';
import { machineNow } from '../../runtime/machine-clock';
import type { Bytes, Milliseconds } from '../../runtime/units';
import type { SentAnswer } from '../submit-to-cluster';
import { seal, unseal } from './sealed-statement';

/** A statement that waits for a place, with all that its submission needs. */
export interface WaitingStatement {
  ticket: string;
  key: string;
  /** Of the form of a query id; the client knows it by this one until a coordinator gives it another. */
  id: string;
  statement: Buffer;
  url: string;
  /** As they came; without secrets where another proxy took the statement. */
  rawHeaders: readonly string[];
  route: Route;
  /** When it asked for a place first, by machineNow(). */
  since: Milliseconds;
  /** What its client was told in the end, kept for a client that did not get it. */
  answer?: SentAnswer;
}

/** Clients ask every second; one that was silent for so long has left. */
const GONE_MS = 5 * 60_000;
/** Of statements that wait, together. */
const MAX_BYTES = 256_000_000;

/**
 * The statements that wait and are known to this proxy. Their secrets are here alone, in memory;
 * others read the rest from what is sealed.
 */
export function createWaitingStatements(now: () => Milliseconds = machineNow) {
  // In the order in which their clients last asked.
  const known = new Map<string, { one: WaitingStatement; askedAt: Milliseconds }>();

  function all(): WaitingStatement[] {
    for (const [ticket, { askedAt }] of known) {
      if (askedAt >= now() - GONE_MS) break;
      known.delete(ticket);
    }
    return [...known.values()].map(({ one }) => one);
  }

  function hasRoomFor(bytes: Bytes): boolean {
    return all().reduce((sum, { statement }) => sum + statement.length, bytes) <= MAX_BYTES;
  }

  function put(one: WaitingStatement): void {
    known.delete(one.ticket);
    known.set(one.ticket, { one, askedAt: now() });
  }

  return {
    /** Resolves to false where it has no room beside the others; one that was answered stays so. */
    async keep(one: WaitingStatement): Promise<boolean> {
      if (known.get(one.ticket)?.one.answer !== undefined) return true;
      if (!hasRoomFor(one.statement.length)) return false;
      put(one);
      return true;
    },

    /** Only for who has its key; notes that its client asks. */
    async get(ticket: string, key: string): Promise<WaitingStatement | undefined> {
      const { one } = known.get(ticket) ?? {};
      if (one?.key !== key) return undefined;
      put(one);
      return one;
    },

    /** It still waits; `since` is as the router counts it. */
    hasWaited(ticket: string, since: Milliseconds): void {
      const { one } = known.get(ticket) ?? {};
      if (one !== undefined) put({ ...one, since });
    },

    /** Resolves when whoever asks again gets its answer; also of one that there was no room for. */
    async answered(one: WaitingStatement & { answer: SentAnswer }): Promise<void> {
      put(one);
    },

    drop: (ticket: string) => void known.delete(ticket),

    count: (): number => all().filter(({ answer }) => answer === undefined).length,
  };
}

export type WaitingStatements = ReturnType<typeof createWaitingStatements>;

/** The statement for the database: encrypted, and without what proves an identity. */
export function sealStatement(one: WaitingStatement): Promise<string> {
  const { key, id, url, route, statement, rawHeaders } = one;
  const shared = rawHeaders.filter((_, i) => !isSecret(rawHeaders[i - (i % 2)]));
  const had = extrasOf(rawHeaders);
  const text = statement.toString('base64');
  return seal({ id, url, route, statement: text, rawHeaders: shared, had }, key);
}

/** What only the proxy that took the statement knew; a request for a page does not carry it. */
const EXTRAS = ['x-trino-extra-credential', 'x-presto-extra-credential'];

export class LostCredentials extends Error {
  constructor() {
    super(
      'This statement waited with extra credentials, which are never stored, and the proxy that took it is gone; submit it again',
    );
  }
}

type Sealed = Pick<WaitingStatement, 'id' | 'url' | 'route' | 'rawHeaders'> & {
  statement: string;
  had: boolean;
};

/** Reads what another proxy sealed; throws LostCredentials where that is not enough. */
export async function unsealStatement(
  sealed: string,
  { ticket, key }: Pick<WaitingStatement, 'ticket' | 'key'>,
): Promise<WaitingStatement> {
  const { statement, had, ...rest } = (await unseal(sealed, key)) as Sealed;
  if (had) throw new LostCredentials();
  const since = machineNow();
  return { ...rest, ticket, key, since, statement: Buffer.from(statement, 'base64') };
}

/** They tell of the connection and of those before us: the client may ask by another way now. */
const OF_CONNECTION = new Set([
  ...['host', 'forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-port'],
  ...['x-forwarded-proto', 'via', 'connection'],
]);

/** The request as it was submitted, with the secrets that the client shows now and its way here. */
export function submittedRequest(
  { url, rawHeaders }: Pick<WaitingStatement, 'url' | 'rawHeaders'>,
  poll: ClientRequest,
): ClientRequest {
  const current = poll.rawHeaders.filter((_, i) => isCurrent(nameAt(poll.rawHeaders, i)));
  const shown = new Set(current.filter((_, i) => i % 2 === 0).map((name) => name.toLowerCase()));
  const kept = rawHeaders.filter((_, i) => {
    const name = nameAt(rawHeaders, i);
    return !shown.has(name) && !OF_CONNECTION.has(name);
  });
  const all = [...kept, ...current];
  return { method: 'POST', url, rawHeaders: all, headers: headersOf(all), socket: poll.socket };
}

const isCurrent = (name: string) => isSecret(name) || OF_CONNECTION.has(name);

const nameAt = (rawHeaders: readonly string[], i: number) =>
  (rawHeaders[i - (i % 2)] ?? '').toLowerCase();

const isSecret = (name = '') => SECRET_HEADERS.has(name.toLowerCase());

const extrasOf = (rawHeaders: readonly string[]) =>
  rawHeaders.some((name, i) => i % 2 === 0 && EXTRAS.includes(name.toLowerCase()));

/** As Node reads headers: names in lower case, the values of one name joined by commas. */
function headersOf(rawHeaders: readonly string[]): Record<string, string> {
  const headers = new Map<string, string>();
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const [name, value] = [nameAt(rawHeaders, i), rawHeaders[i + 1] ?? ''];
    const before = headers.get(name);
    headers.set(
      name,
      before === undefined ? value : `${before}${name === 'cookie' ? '; ' : ', '}${value}`,
    );
  }
  return Object.fromEntries(headers);
}
