import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '../eventually';
import { startPagingClients, type Outcome } from '../paging-clients';
import type { FaultReport } from './fault-report';

/** Something that goes wrong while clients page, and what is promised about it. */
export interface Fault {
  name: string;
  /** What is done, and what must hold meanwhile and afterwards; sentences for the report. */
  done: string;
  holds: string;
  /** The one cluster whose queries may fail; default none. */
  mayLose?: string;
  /** What statements may be refused with; default none. */
  mayRefuse?: RegExp;
  /** Queries that must come to a good end while it lasts, where that is another number than usual. */
  served?: number;
  begin(): Promise<unknown> | unknown;
  /** What must hold besides the queries of the clients, while it lasts. */
  meanwhile?(): Promise<unknown>;
  /** Counts that show that it struck; none may stay 0. Asked before `end`. */
  struck(): Promise<readonly number[]> | readonly number[];
  end(): Promise<unknown> | unknown;
  /** What must hold afterwards; tells what else was lost, for the report. */
  afterwards?(): Promise<string | void>;
}

export interface Load {
  url: string;
  clients: number;
  statement: string;
  pageQuery?: string;
  /** Rows of a whole result. */
  rows: number;
  /** Queries that must come to a good end while a fault lasts. */
  served: number;
  /** All of which serve before the fault, and afterwards again. */
  clusters: readonly string[];
  /** Ends connections that are left of before, so that the clients spread over all proxies. */
  disconnect?(): void;
}

/** As the Python client does, which also sends a statement again whose connection broke. */
const STATEMENT_REPEATS = 3;
/** Queries that must come to a good end before it and after it. */
const AROUND = 4;
/** Until the clients have seen that their connections ended. */
const DISCONNECT_MS = 100;
const STRIKE_MS = 30_000;

/** Lets the fault happen while clients page, and reports how their queries ended. */
export async function runFault(fault: Fault, load: Load, report: FaultReport): Promise<Outcome[]> {
  load.disconnect?.();
  await sleep(DISCONNECT_MS);
  const { url, clients: count, statement, pageQuery, clusters } = load;
  const habits = { count, statement, pageQuery, statementRepeats: STATEMENT_REPEATS };
  const clients = startPagingClients(url, habits);
  const row = report.begin(fault);
  try {
    await clients.served(AROUND, clusters);
    await whileItLasts(fault, () => clients.served(fault.served ?? load.served));
    await clients.served(AROUND, clusters);
    const lost = await fault.afterwards?.();
    const outcomes = await clients.stop();
    row.queries(outcomes, lost ?? undefined);
    expectWhole(outcomes, load.rows, fault);
    row.held();
    return outcomes;
  } finally {
    await clients.stop();
  }
}

async function whileItLasts(fault: Fault, served: () => Promise<void>): Promise<void> {
  await fault.begin();
  try {
    await served();
    await fault.meanwhile?.();
    await eventually(async () => expect(await fault.struck()).not.toContain(0), STRIKE_MS);
  } finally {
    await fault.end();
  }
}

/** No query may have failed but what the fault says, and all others are whole. */
function expectWhole(
  outcomes: readonly Outcome[],
  rows: number,
  { mayLose, mayRefuse }: Pick<Fault, 'mayLose' | 'mayRefuse'>,
): void {
  const failed = outcomes.filter(({ failure }) => failure !== undefined);
  const isAllowed = ({ cluster, failure = '' }: Outcome) =>
    cluster === '' ? mayRefuse?.test(failure) === true : cluster === mayLose;
  expect(failed.filter((outcome) => !isAllowed(outcome))).toEqual([]);
  const whole = outcomes.filter(({ failure }) => failure === undefined);
  expect(new Set(whole.map((outcome) => outcome.rows))).toEqual(new Set([rows]));
}
