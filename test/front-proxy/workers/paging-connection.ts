import { Agent, request, type IncomingMessage } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

const PAUSE_MS = 50;

/** A client with one connection, which runs one query after the other and repeats what breaks. */
export interface PagingConnection {
  /** Local ports of its connections, in turn. */
  readonly ports: readonly number[];
  /** Rows of each query that has ended. */
  readonly rows: readonly number[];
  stop(): Promise<void>;
}

interface Page {
  nextUri?: string;
  data?: unknown[];
  error?: { message: string };
}

export function startPagingConnection(url: string): PagingConnection {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const ports: number[] = [];
  const rows: number[] = [];
  let isOver = false;

  async function runQueries(): Promise<void> {
    while (!isOver) rows.push(await runQuery());
    agent.destroy();
  }

  async function runQuery(): Promise<number> {
    let page = await repeated(() => ask(`${url}/v1/statement`, 'POST'));
    let count = 0;
    for (;;) {
      if (page.error !== undefined) throw new Error(page.error.message);
      count += page.data?.length ?? 0;
      const next = page.nextUri;
      if (next === undefined) return count;
      page = await repeated(() => ask(next, 'GET'));
    }
  }

  function ask(target: string, method: 'GET' | 'POST'): Promise<Page> {
    return new Promise((resolve, reject) => {
      const headers = { 'x-trino-user': 'ann' };
      const outgoing = request(target, { agent, method, headers }, (answer) =>
        readPage(answer).then(resolve, reject),
      );
      outgoing.once('socket', (socket) => {
        const note = () => {
          if (ports.at(-1) !== socket.localPort) ports.push(socket.localPort ?? 0);
        };
        if (socket.connecting) socket.once('connect', note);
        else note();
      });
      outgoing.once('error', reject);
      outgoing.end(method === 'POST' ? 'SELECT 1' : undefined);
    });
  }

  const over = runQueries();
  return {
    ports,
    rows,
    async stop() {
      isOver = true;
      await over;
    },
  };
}

async function readPage(answer: IncomingMessage): Promise<Page> {
  let text = '';
  for await (const chunk of answer) text += String(chunk);
  // Each client knows these to pass.
  if ([502, 503, 504].includes(answer.statusCode ?? 0)) throw new Error('not now');
  if (answer.statusCode !== 200) throw new Unanswered(`status ${answer.statusCode}: ${text}`);
  return JSON.parse(text) as Page;
}

class Unanswered extends Error {}

/** What broke is asked for again: a page stays, and a statement that nobody pages does not run. */
async function repeated(ask: () => Promise<Page>): Promise<Page> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (error instanceof Unanswered) throw error;
      await pause(PAUSE_MS);
    }
  }
}
