import { setTimeout as pause } from 'node:timers/promises';
import { Connection } from '../load/connection';
import { expectStatus, type Message } from '../load/message-reader';
import { nextPathIn } from '../load/next-path';
import { clientRequests } from '../load/requests';
import { statementOf } from '../load/statements';

/** What the holding process is told. */
export interface Holding {
  url: string;
  queries: number;
  /** That carry them all; as many as queries where each client has its own. */
  connections: number;
  /** How often each query is asked for a page. */
  everyMs: number;
  /** How long a coordinator holds each page back; it keeps the connection busy meanwhile. */
  holdMs: number;
}

export interface HeldPages {
  open: number;
  pages: number;
  failures: number;
  firstFailure: string | undefined;
}

/** More than any holder reads. */
const PAGES = 1_000_000;
const OPENED_AT_ONCE = 64;

/** A connection that many queries take in turns. */
interface Line {
  connection: Connection;
  last: Promise<unknown>;
}

/** Opens queries and keeps them open by asking for a page now and then, until they are canceled. */
export async function holdQueries(holding: Holding) {
  const { hostname, port, host } = new URL(holding.url);
  const requests = clientRequests(host, `${PAGES}x0w${holding.holdMs}`);
  const lines = Array.from({ length: holding.connections }, (): Line => ({
    connection: new Connection(hostname, Number(port)),
    last: Promise.resolve(),
  }));
  const lineOf = (query: number) => lines[query % lines.length]!;
  const paths: (string | undefined)[] = [];
  const counts: HeldPages = { open: 0, pages: 0, failures: 0, firstFailure: undefined };
  let isOver = false;

  async function open(query: number): Promise<void> {
    const answer = await tryAsk(lineOf(query), requests.submit(statementOf('same', query)));
    paths[query] = answer && nextPathIn(answer);
    if (paths[query] !== undefined) counts.open += 1;
  }

  async function keepOpen(query: number): Promise<void> {
    // Spread over the time, as clients do not come together.
    await pause(Math.random() * holding.everyMs);
    while (!isOver) {
      const began = performance.now();
      const path = paths[query];
      const answer = path && (await tryAsk(lineOf(query), requests.page(path)));
      if (answer) {
        counts.pages += 1;
        paths[query] = nextPathIn(answer) ?? path;
      }
      await pause(Math.max(holding.everyMs - (performance.now() - began), 0));
    }
  }

  async function tryAsk(line: Line, request: string): Promise<Message | undefined> {
    const answer = line.last.then(() => line.connection.send(request));
    line.last = answer.catch(() => undefined);
    try {
      const message = await answer;
      expectStatus(message, 200);
      return message;
    } catch (error) {
      counts.failures += 1;
      counts.firstFailure ??= (error as Error).message;
      return undefined;
    }
  }

  await inTurns(holding.queries, OPENED_AT_ONCE, open);
  const kept = Promise.all(Array.from(paths, (_, query) => keepOpen(query)));

  return {
    counts: (): HeldPages => ({ ...counts }),
    /** Cancels all of them, as clients do that go. */
    async cancel(): Promise<void> {
      isOver = true;
      await kept;
      await inTurns(paths.length, OPENED_AT_ONCE, async (query) => {
        const path = paths[query];
        if (path !== undefined) await lineOf(query).connection.send(requests.cancel(path));
      });
      for (const { connection } of lines) connection.close();
    },
  };
}

/** Calls with 0 to `count`, so many at a time. */
async function inTurns(
  count: number,
  atOnce: number,
  call: (at: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < count) await call(next++);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, count) }, worker));
}
