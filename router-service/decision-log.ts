import type { Config } from '../config/schema';
import type { Logger } from '../runtime/log';
import type { Metrics } from '../runtime/metrics';
import { type LineTarget, openAppendedFile, standardOutput } from './appended-file';
import { decisionLine } from './decision-line';
import type { RecordedDecision } from './history/history';

/** Decisions as lines of JSON in a file, for tools that collect logs. */
export interface DecisionLog {
  /** Never throws and never waits; without room the line is dropped and counted. */
  record(decision: RecordedDecision, durationMs: number): void;
  /** Writes what waits, for a few seconds at most. */
  close(): Promise<void>;
}

interface Needed {
  config: Config['decisionLog'];
  log: Logger;
  metrics: Metrics;
}

// Also how long a file that was renamed away goes on being written to.
const INTERVAL_MS = 500;
const CLOSE_MS = 5_000;
// Characters of the lines that wait while the file takes none.
const MAX_WAITING = 32_000_000;

/** Opens the log, or one that takes nothing where no file is configured; throws for a bad path. */
export async function createDecisionLog({ config, log, metrics }: Needed): Promise<DecisionLog> {
  if (config.file === undefined) return { record: () => undefined, close: () => Promise.resolve() };
  const target =
    config.file === '-'
      ? standardOutput()
      : await openAppendedFile(config.file, 'decisionLog.file');
  const dropped = metrics.counter(
    'decision_log_dropped_total',
    'Decisions that the decision log had no room for, as its file took no lines.',
  );
  const lines = createWaitingLines();
  const writer = createWriter(target, lines, log);
  return {
    record(decision, durationMs) {
      if (!lines.add(decisionLine(decision, durationMs, config.statements))) dropped.inc();
    },
    close: writer.close,
  };
}

function createWaitingLines() {
  let lines: string[] = [];
  let length = 0;
  return {
    /** False where there is no room. */
    add(line: string): boolean {
      if (length + line.length > MAX_WAITING) return false;
      lines.push(line);
      length += line.length;
      return true;
    },
    takeAll(): Buffer {
      const taken = Buffer.from(lines.join(''));
      lines = [];
      length = 0;
      return taken;
    },
  };
}

type WaitingLines = ReturnType<typeof createWaitingLines>;

/** Moves lines to the target again and again; logs once when that begins to fail. */
function createWriter(target: LineTarget, lines: WaitingLines, log: Logger) {
  let rest: Buffer = Buffer.alloc(0);
  let failing = false;
  let closed = false;
  let timer: NodeJS.Timeout | undefined;
  let running = Promise.resolve();

  async function writeAll(): Promise<void> {
    await target.refresh();
    if (rest.length === 0) rest = lines.takeAll();
    while (rest.length > 0) {
      rest = rest.subarray(await target.write(rest));
      if (rest.length === 0) rest = lines.takeAll();
    }
  }

  async function tryToWrite(): Promise<void> {
    try {
      await writeAll();
      if (failing) log.info('the decision log is written again');
      failing = false;
    } catch (err) {
      if (!failing) log.warn({ err }, 'cannot write the decision log; lines wait in memory');
      failing = true;
    }
  }

  function later(): void {
    if (closed) return;
    timer = setTimeout(() => {
      running = tryToWrite();
      void running.then(later);
    }, INTERVAL_MS);
    timer.unref();
  }

  async function finish(): Promise<void> {
    await running;
    await tryToWrite();
    await target.close();
  }

  later();
  return {
    async close(): Promise<void> {
      closed = true;
      clearTimeout(timer);
      let deadline: NodeJS.Timeout | undefined;
      const timeUp = new Promise<void>((resolve) => {
        deadline = setTimeout(resolve, CLOSE_MS);
      });
      await Promise.race([finish(), timeUp]);
      clearTimeout(deadline);
    },
  };
}
