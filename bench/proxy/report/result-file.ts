import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { type DecisionCell } from '../measure-decisions';
import { type DatabaseOutcome } from '../measure-database';
import { type OpenOutcome } from '../measure-open';
import { type Soak } from '../measure-soak';
import { type Cell } from '../measure-traffic';
import { svgOf, type Chart } from './chart';
import { type Recorded } from './compare';
import { type Figure } from './figures';
import { summaryOf } from './summary';

/** All that a run found out. */
export interface Result {
  date: string;
  machine: Machine;
  /** Of everything that took part, by name. */
  versions: Record<string, string>;
  traffic: readonly Cell[];
  decisions: readonly DecisionCell[];
  growth: readonly Chart[];
  open: readonly OpenOutcome[];
  database: DatabaseOutcome | undefined;
  soak: Soak | undefined;
  figures: readonly Figure[];
}

export interface Machine {
  cores: number;
  cpu: string;
  memoryGigabytes: number;
  platform: string;
  /** Whether the system under test had a core of its own. */
  pinned: boolean;
}

// The code runs compiled, three folders down in dist/.
const ROOT = join(__dirname, '../../../..');
const RECORDED = join(ROOT, 'bench/recorded.json');
export const RESULTS = join(ROOT, 'bench/results');

export function thisMachine(pinned: boolean): Machine {
  const all = cpus();
  return {
    cores: all.length,
    cpu: all[0]?.model ?? 'unknown',
    memoryGigabytes: Math.round(totalmem() / 1e9),
    platform: `${process.platform} ${process.arch}`,
    pinned,
  };
}

export function packageVersion(): string {
  const manifest = readFileSync(join(ROOT, 'package.json'), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}

/** Writes the result as JSON, with medians in the place of rounds; gives the path. */
export function writeResult(result: Result): string {
  const traffic = result.traffic.map(({ shape, clients, rounds }) => ({
    ...{ shape, clients },
    systems: Object.fromEntries([...rounds].map(([name, each]) => [name, summaryOf(each)])),
  }));
  const decisions = result.decisions.map(({ rounds, ...cell }) => ({
    ...cell,
    ...summaryOf(rounds),
  }));
  const file = join(RESULTS, `${result.date.replaceAll(':', '-')}.json`);
  writeJson(file, { ...result, traffic, decisions });
  return file;
}

export function readRecorded(): Recorded | undefined {
  try {
    return JSON.parse(readFileSync(RECORDED, 'utf8')) as Recorded;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Keeps the figures of this run; those that it did not measure stay. */
export function record({
  date,
  machine,
  figures,
}: Pick<Result, 'date' | 'machine' | 'figures'>): void {
  const now = Object.fromEntries(
    figures.map(({ name, value }) => [name, Number(value.toPrecision(3))]),
  );
  writeJson(RECORDED, {
    date: date.slice(0, 10),
    machine: `${machine.cores} cores, ${machine.cpu}`,
    figures: { ...readRecorded()?.figures, ...now },
  });
}

/** Charts are part of the documentation: they are committed when they changed for a reason. */
export function writeChart(chart: Chart): void {
  const folder = join(ROOT, 'docs/charts');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${chart.file}.svg`), svgOf(chart));
}

/** Puts tables in the places of docs/scaling.md that are marked for them. */
export function writeScaling(tables: Readonly<Record<string, string>>): void {
  const file = join(ROOT, 'docs/scaling.md');
  let page = readFileSync(file, 'utf8');
  for (const [name, table] of Object.entries(tables)) {
    const marked = new RegExp(`(<!-- ${name} -->\\n)[^]*?(\\n<!-- /${name} -->)`);
    page = page.replace(marked, (_, begin: string, end: string) => `${begin}\n${table}\n${end}`);
  }
  writeFileSync(file, page);
}

function writeJson(file: string, value: object): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(value, undefined, 2)}\n`);
}
