import { type FuzzRun } from './fuzz-run';

/** One line of how far it is. */
export function progress(run: FuzzRun): string {
  const seconds = Math.max(1, (Date.now() - run.startedAt) / 1000);
  const { heapUsed, rss } = run.memory;
  return [
    `${run.texts} texts`,
    `${Math.round(run.texts / seconds)}/s`,
    `${Math.round((100 * run.parsed) / Math.max(1, run.texts))} % parsed`,
    `slowest ${Math.round(run.slowestMs)} ms`,
    `event loop ≤ ${Math.round(run.blockedMs.at(-1) ?? 0)} ms`,
    `heap ${megabytes(heapUsed)}, RSS ${megabytes(rss)} MB`,
    `${run.findings.length} findings`,
  ].join(', ');
}

/** How it went, with all that was found. */
export function summary(run: FuzzRun, seed: number): string {
  const lines = [
    `seed ${seed}: ${progress(run)}`,
    `event loop's longest delay, minute by minute: ${run.blockedMs.map(Math.round).join(' ')} ms`,
  ];
  for (const { index, problem, text } of run.findings)
    lines.push('', `--seed ${seed} --index ${index}: ${problem}`, `  ${text}`);
  return lines.join('\n');
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 2 ** 20);
}
