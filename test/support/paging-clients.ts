import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { eventually } from './eventually';
import { call, submit, type Answer } from './statement-client';

/** How one query of a client ended. */
export interface Outcome {
  /** Of the first page's nextUri; empty where there was none. */
  cluster: string;
  rows: number;
  /** The same for the same rows in any order. */
  checksum: string;
  /** Undefined when the client got all rows. */
  failure: string | undefined;
  /** Requests that were sent again. */
  repeated: { statements: number; pages: number };
}

export interface PagingClients {
  /** Resolves when every client has taken pages that it asked for after this call. */
  progress(): Promise<void>;
  /**
   * Resolves when so many queries that began after this call have come to a good end, and one of each
   * of the clusters is among them.
   */
  served(count: number, clusters?: readonly string[]): Promise<void>;
  /** Lets every client end its query; how all their queries ended. */
  stop(): Promise<Outcome[]>;
}

interface Habits {
  count: number;
  statement: string;
  headers?: Record<string, string>;
  /** What is appended to the URI of a page. */
  pageQuery?: string;
  /** How often a statement whose connection broke is sent again, as the Python client does; default 0. */
  statementRepeats?: number;
}

/** How long a client asks again for one page; the official ones do so for two minutes. */
const PATIENCE_MS = 120_000;
/** What it does with a result; without it the clients alone would keep the machine busy. */
const THINKING_MS = 150;
/** How long it waits for an answer. */
const SILENCE_MS = 10_000;
const PROGRESS_MS = 180_000;

/**
 * Clients that run one statement after the other, all at once. As the official clients do, they repeat
 * a page that they could not get (no connection, a broken answer, 502, 503 and 504), and nothing else
 * but what `statementRepeats` allows.
 */
export function startPagingClients(url: string, habits: Habits): PagingClients {
  const outcomes: Outcome[] = [];
  const taken = new Array<number>(habits.count).fill(0);
  const served: { number: number; cluster: string }[] = [];
  let begun = 0;
  let isStopped = false;

  async function work(client: number): Promise<void> {
    while (!isStopped) {
      const onPage = () => void (taken[client] = (taken[client] ?? 0) + 1);
      const number = (begun += 1);
      const outcome = await runOnce(url, habits, onPage);
      outcomes.push(outcome);
      if (outcome.failure === undefined) served.push({ number, cluster: outcome.cluster });
      await pause(THINKING_MS);
    }
  }

  const all = Promise.all(taken.map((_, client) => work(client)));
  return {
    async progress() {
      // The page that a client waits for now was asked for before.
      const goals = taken.map((count) => count + 3);
      await eventually(async () => {
        const behind = taken.filter((count, client) => count < (goals[client] ?? 0));
        expect(behind).toEqual([]);
      }, PROGRESS_MS);
    },
    async served(count, clusters = []) {
      const before = begun;
      await eventually(async () => {
        const since = served.filter(({ number }) => number > before);
        expect(since.length).toBeGreaterThanOrEqual(count);
        expect(since.map(({ cluster }) => cluster)).toEqual(expect.arrayContaining([...clusters]));
      }, PROGRESS_MS);
    },
    async stop() {
      isStopped = true;
      await all;
      return outcomes;
    },
  };
}

async function runOnce(
  url: string,
  { statement, headers, pageQuery = '', statementRepeats = 0 }: Habits,
  onPage: () => void,
): Promise<Outcome> {
  const rows: string[] = [];
  const repeated = { statements: 0, pages: 0 };
  let cluster = '';
  let failure: string | undefined;
  try {
    let page = await submitted(
      () => submit(url, statement, headers, AbortSignal.timeout(SILENCE_MS)),
      statementRepeats,
      () => (repeated.statements += 1),
    );
    for (;;) {
      const { nextUri, data, error } = readPage(page);
      onPage();
      rows.push(...data);
      if (error !== undefined) throw new Error(error);
      if (nextUri === undefined) break;
      cluster ||= /\/c~([^/]+)\//.exec(nextUri)?.[1] ?? '';
      page = await followed(nextUri + pageQuery, () => (repeated.pages += 1));
    }
  } catch (error) {
    failure = String((error as Error).message);
  }
  const checksum = createHash('sha256').update(rows.sort().join('\n')).digest('hex');
  return { cluster, rows: rows.length, checksum, failure, repeated };
}

function readPage({ status, text, json }: Answer) {
  if (status !== 200) throw new Error(`status ${status}: ${text.slice(0, 300)}`);
  const page = json as {
    id?: string;
    nextUri?: string;
    data?: unknown[];
    error?: { message: string };
  };
  if (page.id === undefined) throw new Error(`no page: ${text.slice(0, 300)}`);
  const data = (page.data ?? []).map((row) => JSON.stringify(row));
  return { nextUri: page.nextUri, data, error: page.error?.message };
}

/** A POST whose answer was lost left at most a query behind that nobody asks for, so that none runs. */
async function submitted(
  post: () => Promise<Answer>,
  repeats: number,
  onRepeat: () => void,
): Promise<Answer> {
  for (let left = repeats; ; left -= 1) {
    try {
      return await post();
    } catch (error) {
      if (left === 0) throw error;
    }
    onRepeat();
    await pause(100);
  }
}

async function followed(uri: string, onRepeat: () => void): Promise<Answer> {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    const { answer, trouble } = await attempt(uri);
    if (answer !== undefined) return answer;
    if (performance.now() > deadline) throw new Error(`${trouble} for too long`);
    onRepeat();
    await pause(100);
  }
}

/** One try at a page: the answer, or why the official clients would try again. */
async function attempt(uri: string): Promise<{ answer?: Answer; trouble?: string }> {
  try {
    const answer = await call(uri, { signal: AbortSignal.timeout(SILENCE_MS) });
    if (![502, 503, 504].includes(answer.status)) return { answer };
    return { trouble: `status ${answer.status}: ${answer.text.slice(0, 300)}` };
  } catch (error) {
    // What is no JSON is not asked for again.
    if (error instanceof SyntaxError) throw error;
    return { trouble: String((error as Error).message) };
  }
}
