import { setTimeout as pause } from 'node:timers/promises';
import { Connection } from './connection';
import { type Job, type Outcome } from './job';
import { expectStatus, type Message } from './message-reader';
import { nextPathIn } from './next-path';
import { percentilesOf } from './percentiles';
import { usageOf, type Usage } from './process-usage';
import { requestsOf, type Requests } from './requests';

// A failing system shall not be asked in a busy loop.
const PAUSE_AFTER_FAILURE_MS = 20;

let begun = 0;

interface Counts {
  phase: 'warming' | 'counting' | 'over';
  queries: number;
  requests: number;
  bytes: number;
  failures: number;
  firstFailure: string | undefined;
  post: number[];
  page: number[];
}

/** Every client does one query after the other, or only one; each page as soon as the last was read. */
export async function runJob(job: Job): Promise<Outcome> {
  const { hostname, port, host } = new URL(job.url);
  const requests = requestsOf(job.work, host);
  const counts = noCounts();
  const connections = Array.from(
    { length: job.clients },
    () => new Connection(hostname, Number(port)),
  );
  const clients = connections.map((connection) =>
    job.once ? oneQuery(connection, requests, counts) : client(connection, requests, counts),
  );
  await pause(job.warmMs);
  counts.phase = 'counting';
  const watch = startWatch(job.processes);
  const over = pause(job.measureMs);
  await (job.once ? Promise.race([over, ...clients]) : over);
  counts.phase = 'over';
  const watched = watch();
  for (const connection of connections) connection.close();
  await Promise.all(clients);
  return outcomeOf(counts, watched);
}

async function client(connection: Connection, requests: Requests, counts: Counts): Promise<void> {
  while (counts.phase !== 'over') {
    if (!(await oneQuery(connection, requests, counts))) await pause(PAUSE_AFTER_FAILURE_MS);
  }
}

/** Whether it went well. */
async function oneQuery(
  connection: Connection,
  requests: Requests,
  counts: Counts,
): Promise<boolean> {
  try {
    begun += 1;
    let answer = await timed(connection, requests.first(begun), counts, counts.post);
    for (;;) {
      const next = nextPathIn(answer);
      if (next === undefined) break;
      answer = await timed(connection, requests.page(next), counts, counts.page);
    }
    if (counts.phase === 'counting') counts.queries += 1;
    return true;
  } catch (error) {
    if (counts.phase === 'over') return true;
    if (counts.phase === 'counting') counts.failures += 1;
    counts.firstFailure ??= (error as Error).message;
    connection.close();
    return false;
  }
}

async function timed(
  connection: Connection,
  request: string,
  counts: Counts,
  times: number[],
): Promise<Message> {
  const before = performance.now();
  const answer = await connection.send(request);
  const took = performance.now() - before;
  expectStatus(answer, 200);
  if (counts.phase === 'counting') {
    counts.requests += 1;
    counts.bytes += answer.bodyBytes;
    times.push(took);
  }
  return answer;
}

interface Watched {
  seconds: number;
  usage: Record<string, Usage>;
}

/** The returned function tells what the processes took since. */
function startWatch(processes: Job['processes']): () => Watched {
  const names = Object.keys(processes);
  const usages = () => names.map((name) => usageOf(processes[name]!));
  const before = usages();
  const from = performance.now();
  return () => {
    const seconds = (performance.now() - from) / 1000;
    const usage: Watched['usage'] = {};
    for (const [at, now] of usages().entries()) {
      const then = before[at];
      if (now === undefined || then === undefined) continue;
      usage[names[at]!] = { ...now, cpuSeconds: now.cpuSeconds - then.cpuSeconds };
    }
    return { seconds, usage };
  };
}

function noCounts(): Counts {
  const numbers = { queries: 0, requests: 0, bytes: 0, failures: 0 };
  return { phase: 'warming', ...numbers, firstFailure: undefined, post: [], page: [] };
}

function outcomeOf({ phase: _phase, post, page, ...numbers }: Counts, watched: Watched): Outcome {
  return { ...numbers, ...watched, post: percentilesOf(post), page: percentilesOf(page) };
}
