import { setTimeout as pause } from 'node:timers/promises';
import { Connection } from '../load/connection';
import { expectStatus, type Message } from '../load/message-reader';
import { nextPathIn } from '../load/next-path';
import { clientRequests } from '../load/requests';
import { statementOf } from '../load/statements';
import { REFUSED } from '../systems/rule-sets';
import { kindOf, type Kind } from './kinds';

/** Of a client between two queries, at most. */
const THINK_MS = 200;
/** Of one connection, at most; then another client comes. */
const QUERIES = 30;
/** Into a page that is on its way, at most. */
const LEAVE_MS = 40;

export interface Tally {
  begun: number;
  requests: number;
  done: Record<string, number>;
  failed: Record<string, { count: number; first: string }>;
}

/** Clients that come, ask a few queries and go, one after the other, until `isOver`. */
export async function comeAndGo(url: URL, tally: Tally, isOver: () => boolean): Promise<void> {
  while (!isOver()) {
    const connection = new Connection(url.hostname, Number(url.port));
    for (let left = upTo(QUERIES); left > 0 && !isOver(); left -= 1) {
      await query(kindOf(Math.random()), connection, url.host, tally);
      await pause(upTo(THINK_MS));
    }
    connection.close();
  }
}

async function query(
  kind: Kind,
  connection: Connection,
  host: string,
  tally: Tally,
): Promise<void> {
  const { name } = kind;
  try {
    await (kind.statement === 'refused' ? refused : accepted)(kind, connection, host, tally);
    tally.done[name] = (tally.done[name] ?? 0) + 1;
  } catch (error) {
    const failed = (tally.failed[name] ??= { count: 0, first: (error as Error).message });
    failed.count += 1;
    connection.close();
  }
}

async function refused(
  _kind: Kind,
  connection: Connection,
  host: string,
  tally: Tally,
): Promise<void> {
  const { submit } = clientRequests(host, '1x0', REFUSED.source);
  const answer = await ask(connection, submit(REFUSED.statement), tally);
  if (!answer.start.includes('area_1 is closed')) throw new Error(`it ran: ${answer.start}`);
}

async function accepted(
  { statement, pages: [least, most], pageBytes, holdMs, end }: Kind,
  connection: Connection,
  host: string,
  tally: Tally,
): Promise<void> {
  const pages = least + Math.floor(Math.random() * (most - least + 1));
  const { submit, page, cancel } = clientRequests(host, `${pages}x${pageBytes}w${holdMs}`);
  const variation = statement === 'refused' ? 'same' : statement;
  tally.begun += 1;
  let next = nextPathIn(await ask(connection, submit(statementOf(variation, tally.begun)), tally));
  const last = end === 'read' ? pages : Math.floor(Math.random() * pages);
  for (let read = 0; read < last; read += 1) {
    if (next === undefined) throw new Error(`the query ended after ${read} of ${pages} pages`);
    next = nextPathIn(await ask(connection, page(next), tally));
  }
  if (end === 'read') {
    if (next !== undefined) throw new Error(`the query has more than ${pages} pages`);
  } else if (end === 'cancel') {
    await ask(connection, cancel(next ?? ''), tally, 204);
  } else {
    const unread = connection.send(page(next ?? '')).catch(() => undefined);
    await pause(upTo(LEAVE_MS));
    connection.close();
    await unread;
  }
}

async function ask(
  connection: Connection,
  request: string,
  tally: Tally,
  status = 200,
): Promise<Message> {
  const answer = await connection.send(request);
  expectStatus(answer, status);
  tally.requests += 1;
  return answer;
}

function upTo(most: number): number {
  return Math.ceil(Math.random() * most);
}
