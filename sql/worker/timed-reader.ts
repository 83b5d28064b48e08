import { join } from 'node:path';
import { type ResourceLimits, Worker } from 'node:worker_threads';
import { type StatementFacts } from '../statement-facts';
import { type ReadingJob, type ThreadAnswer } from './reading-thread';

/** What became of a text: read, stopped past a limit, or never begun. */
export type ReadOutcome =
  { kind: 'read'; facts: StatementFacts } | { kind: 'stopped' } | { kind: 'skipped' };

interface Job {
  work: ReadingJob;
  finish: (outcome: ReadOutcome) => void;
  timer: NodeJS.Timeout;
}

// From here on a statement is better off with the scan than behind all the others.
const MAX_WAITING = 64;
// In UTF-16 units; texts of 20 MB would fill the memory long before 64 of them wait.
const MAX_WAITING_LENGTH = 32_000_000;
// A worker is up in about 150 ms; on a busy machine it may take a second.
const START_LIMIT_MS = 2000;
const RESTART_PAUSE_MS = 1000;
const MEMORY: ResourceLimits = { maxOldGenerationSizeMb: 160, maxYoungGenerationSizeMb: 32 };

// Worker threads run compiled code only; tests load this file as TypeScript, next to a built dist/.
const WORKER_FILE = __filename.endsWith('.ts')
  ? join(__dirname, '..', '..', 'dist', 'sql', 'worker', 'reading-thread.js')
  : join(__dirname, 'reading-thread.js');

/**
 * Reads one text after the other in a worker thread that is replaced when a text overruns the time
 * limit or its memory. Neither the thread nor an idle reader holds the process open.
 */
export class TimedReader {
  /** Settles when the thread is up, or when it is clear that it will not be soon. */
  readonly ready: Promise<void>;
  private settleReady = (): void => undefined;
  private worker: Worker | undefined;
  private isReady = false;
  private isClosed = false;
  private restartAfter = 0;
  private current: Job | undefined;
  private readonly waiting = new Set<Job>();

  constructor(
    private readonly timeoutMs: number,
    private readonly memory: ResourceLimits = MEMORY,
  ) {
    this.ready = new Promise((resolve) => {
      this.settleReady = resolve;
    });
    this.start();
  }

  /** Never rejects. A text that waits for twice the time limit is skipped. */
  read(work: ReadingJob): Promise<ReadOutcome> {
    if (this.worker === undefined) this.start();
    const waiting = this.waiting.size >= MAX_WAITING || this.waitingLength >= MAX_WAITING_LENGTH;
    if (this.worker === undefined || waiting) return Promise.resolve({ kind: 'skipped' });
    return new Promise((resolve) => {
      this.enqueue(work, resolve);
      this.runNext();
    });
  }

  async close(): Promise<void> {
    this.isClosed = true;
    const { worker } = this;
    this.worker = undefined;
    this.finishCurrent({ kind: 'skipped' });
    this.skipWaiting();
    this.settleReady();
    await worker?.terminate();
  }

  private get waitingLength(): number {
    let length = 0;
    for (const { work } of this.waiting) length += work.statement.length;
    return length;
  }

  private enqueue(work: ReadingJob, finish: Job['finish']): void {
    const patienceMs = 2 * this.timeoutMs + (this.isReady ? 0 : START_LIMIT_MS);
    const timer = setTimeout(() => {
      this.waiting.delete(job);
      finish({ kind: 'skipped' });
    }, patienceMs);
    const job: Job = { work, finish, timer };
    this.waiting.add(job);
  }

  private runNext(): void {
    if (this.current !== undefined || !this.isReady) return;
    const [job] = this.waiting;
    if (job === undefined) return;
    this.waiting.delete(job);
    clearTimeout(job.timer);
    this.current = job;
    job.timer = setTimeout(() => this.stop(job), this.timeoutMs);
    this.worker?.postMessage(job.work);
  }

  private start(): void {
    if (this.isClosed || Date.now() < this.restartAfter) return;
    const worker = this.newWorker();
    if (worker === undefined) return this.waitWithRestart();
    this.worker = worker;
    this.isReady = false;
    worker.on('message', (answer: ThreadAnswer) => {
      if (worker === this.worker) this.onAnswer(answer);
    });
    // Out of memory or broken: `exit` follows and says all that matters.
    worker.on('error', () => undefined);
    worker.on('exit', () => {
      if (worker === this.worker) this.onExit();
    });
    // After the listeners: each one for messages makes the thread hold the process again.
    worker.unref();
  }

  /** Undefined where the system has no room for one more thread. */
  private newWorker(): Worker | undefined {
    try {
      return new Worker(WORKER_FILE, { resourceLimits: this.memory });
    } catch {
      return undefined;
    }
  }

  private onAnswer(answer: ThreadAnswer): void {
    if ('ready' in answer) {
      this.isReady = true;
      this.settleReady();
    } else this.finishCurrent({ kind: 'read', facts: answer.facts });
    this.runNext();
  }

  /** An answer that is here already counts, even if this thread was too busy to take it in time. */
  private stop(job: Job): void {
    setImmediate(() => {
      if (this.current === job) this.replace();
    });
  }

  /** Stops a worker that is held by the current text; those that wait run on the next one. */
  private replace(): void {
    const { worker } = this;
    this.worker = undefined;
    this.finishCurrent({ kind: 'stopped' });
    void worker?.terminate();
    this.start();
  }

  private onExit(): void {
    this.worker = undefined;
    this.finishCurrent({ kind: 'stopped' });
    if (this.isReady) {
      this.start();
      return;
    }
    this.waitWithRestart();
  }

  /** It cannot even start: leave it for a while. */
  private waitWithRestart(): void {
    this.restartAfter = Date.now() + RESTART_PAUSE_MS;
    this.settleReady();
    this.skipWaiting();
  }

  private finishCurrent(outcome: ReadOutcome): void {
    const job = this.current;
    this.current = undefined;
    if (job === undefined) return;
    clearTimeout(job.timer);
    job.finish(outcome);
  }

  private skipWaiting(): void {
    for (const job of this.waiting) {
      clearTimeout(job.timer);
      job.finish({ kind: 'skipped' });
    }
    this.waiting.clear();
  }
}
