import { STATEMENT_PATH } from '../../protocol/paths';

/** What the URL of a statement that waits says of it. */
export interface WaitingTarget {
  /** Names it, also in the database. */
  ticket: string;
  /** Opens the encrypted statement; nobody but the client has it. */
  key: string;
  /** Counts the pages: a client tells a new one by its URI. */
  page: number;
}

const WAITING = new RegExp(`^${STATEMENT_PATH}/waiting/([\\w-]{22})/([\\w-]{43})/(\\d{1,9})$`);

export function waitingPath({ ticket, key, page }: WaitingTarget): string {
  return `${STATEMENT_PATH}/waiting/${ticket}/${key}/${page}`;
}

/** The statement that a path asks for; undefined for every other path. */
export function waitingIn(path: string): WaitingTarget | undefined {
  const [, ticket, key, page] = WAITING.exec(path) ?? [];
  if (ticket === undefined || key === undefined) return undefined;
  return { ticket, key, page: Number(page) };
}
