import { SECRET_HEADERS } from '../../protocol/headers';
import type { ClientRequest } from '../client-request';
import type { Route } from '../router-client';
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
  /** Unix milliseconds. */
  askedAt: number;
}

/** Clients ask every second; one that was silent for so long has left. */
const GONE_MS = 5 * 60_000;

/**
 * The statements that wait and are known to this proxy. Their secrets are here alone, in memory;
 * others read the rest from what is sealed.
 */
export function createWaitingStatements(now: () => number = () => performance.now()) {
  // In the order in which their clients last asked.
  const waiting = new Map<string, WaitingStatement>();

  function forgetGone(): void {
    for (const [ticket, { askedAt }] of waiting) {
      if (askedAt >= now() - GONE_MS) return;
      waiting.delete(ticket);
    }
  }

  return {
    keep(one: Omit<WaitingStatement, 'askedAt'>): void {
      forgetGone();
      waiting.delete(one.ticket);
      waiting.set(one.ticket, { ...one, askedAt: now() });
    },

    /** Only for who has its key. */
    get(ticket: string, key: string): WaitingStatement | undefined {
      const one = waiting.get(ticket);
      return one?.key === key ? one : undefined;
    },

    drop: (ticket: string) => waiting.delete(ticket),

    count(): number {
      forgetGone();
      return waiting.size;
    },
  };
}

export type WaitingStatements = ReturnType<typeof createWaitingStatements>;

/** The statement for the database: encrypted, and without what proves an identity. */
export function sealStatement(one: Omit<WaitingStatement, 'askedAt'>): string {
  const { key, ticket: _, statement, rawHeaders, ...rest } = one;
  const shared = rawHeaders.filter((_, i) => !isSecret(rawHeaders[i - (i % 2)]));
  return seal(
    {
      ...rest,
      statement: statement.toString('base64'),
      rawHeaders: shared,
      had: extrasOf(rawHeaders),
    },
    key,
  );
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

/** Reads what another proxy sealed; throws LostCredentials where that is not enough. */
export function unsealStatement(sealed: string, ticket: string, key: string): WaitingStatement {
  const read = unseal(sealed, key) as Omit<WaitingStatement, 'statement' | 'ticket' | 'key'> & {
    statement: string;
    had: boolean;
  };
  const { statement, had, ...rest } = read;
  if (had) throw new LostCredentials();
  return { ...rest, ticket, key, statement: Buffer.from(statement, 'base64'), askedAt: 0 };
}

/** The request as it was submitted, with the secrets that the client shows now. */
export function submittedRequest(
  { url, rawHeaders }: Pick<WaitingStatement, 'url' | 'rawHeaders'>,
  poll: ClientRequest,
): ClientRequest {
  const shown = new Set(
    poll.rawHeaders
      .filter((name, i) => i % 2 === 0 && isSecret(name))
      .map((name) => name.toLowerCase()),
  );
  const kept = rawHeaders.filter((_, i) => !shown.has(nameAt(rawHeaders, i)));
  const secrets = poll.rawHeaders.filter((_, i) => shown.has(nameAt(poll.rawHeaders, i)));
  const all = [...kept, ...secrets];
  return { method: 'POST', url, rawHeaders: all, headers: headersOf(all), socket: poll.socket };
}

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
