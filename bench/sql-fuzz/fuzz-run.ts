import { type Analyzer } from '../../sql/statement-facts';
import { type Bounds, examine } from './examine';
import { type Finding } from './findings';
import { fuzzText } from './fuzz-text';
import { memoryNow } from './measure';

export interface FuzzOptions {
  seed: number;
  maxLength: number;
  /** Index of the first text, and of the first that is not run any more. */
  from: number;
  to: number;
  until?: number;
  bounds?: Bounds;
}

const IN_FLIGHT = 8;
const MAX_FINDINGS = 50;
const MINUTE_MS = 60_000;
const MAX_GROWTH_BYTES = 256 * 1024 * 1024;

/** Runs the texts of a seed through an analyser and keeps count. */
export class FuzzRun {
  readonly findings: Finding[] = [];
  readonly startedAt = Date.now();
  texts = 0;
  parsed = 0;
  slowestMs = 0;
  /** The event loop's longest delay, of each minute. */
  readonly blockedMs: number[] = [0];
  memory = memoryNow();
  private baseline: { heapUsed: number; rss: number } | undefined;
  private isStopped = false;

  constructor(
    private readonly analyzer: Analyzer,
    private readonly options: FuzzOptions,
  ) {}

  stop(): void {
    this.isStopped = true;
  }

  /** Ends with the last text, the time, or when there is more wrong than one can look at. */
  async run(): Promise<void> {
    const { from, to } = this.options;
    for (let index = from; index < to && !this.isOver(); index += IN_FLIGHT) {
      await this.runBatch(index, Math.min(to, index + IN_FLIGHT));
      this.keepMinutes();
    }
  }

  private isOver(): boolean {
    const { until = Infinity } = this.options;
    return this.isStopped || Date.now() >= until || this.findings.length >= MAX_FINDINGS;
  }

  private async runBatch(from: number, to: number): Promise<void> {
    const { seed, maxLength, bounds } = this.options;
    const texts = [];
    for (let index = from; index < to; index += 1) texts.push(fuzzText(seed, index, maxLength));
    const { findings, parsed, slowestMs, blockedMs } = await examine(this.analyzer, texts, bounds);
    this.findings.push(...findings);
    this.texts += texts.length;
    this.parsed += parsed;
    this.slowestMs = Math.max(this.slowestMs, slowestMs);
    this.blockedMs.push(Math.max(this.blockedMs.pop() ?? 0, blockedMs));
  }

  /** Once a minute memory is compared with what it was after the first. */
  private keepMinutes(): void {
    if (Date.now() - this.startedAt < this.blockedMs.length * MINUTE_MS) return;
    this.blockedMs.push(0);
    this.memory = memoryNow();
    this.baseline ??= this.memory;
    for (const kind of ['heapUsed', 'rss'] as const) {
      const growth = this.memory[kind] - this.baseline[kind];
      if (growth > MAX_GROWTH_BYTES) this.reportGrowth(kind, growth);
    }
  }

  private reportGrowth(kind: string, growth: number): void {
    const problem = `${kind} grew by ${Math.round(growth / 2 ** 20)} MB since the first minute`;
    this.findings.push({ index: this.options.from + this.texts, problem, text: '(memory)' });
    this.stop();
  }
}
