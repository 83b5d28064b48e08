import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Outcome } from '../paging-clients';
import type { Fault } from './fault';

const FOLDER = join(__dirname, '../../../reports');
const HEAD = [
  'fault',
  'what must hold',
  'queries run',
  'failed',
  'lost',
  'sent again: statements, pages',
  'result',
];

/** What became of each fault, as a table that is printed and written to reports/NAME.md. */
export function createFaultReport(name: string) {
  const rows: Row[] = [];

  const text = () =>
    [HEAD, HEAD.map(() => '---'), ...rows.map(cellsOf)]
      .map((cells) => `| ${cells.join(' | ')} |\n`)
      .join('');

  // After each row, so that a run that breaks off has told what it saw.
  function write(): void {
    mkdirSync(FOLDER, { recursive: true });
    writeFileSync(join(FOLDER, `${name}.md`), text());
  }

  return {
    /** A row that says FAILED until it is told otherwise. */
    begin({ name: fault, done, holds }: Pick<Fault, 'name' | 'done' | 'holds'>) {
      const row: Row = { fault: `${fault}: ${done}`, holds, result: 'FAILED' };
      rows.push(row);
      write();
      return {
        queries(outcomes: readonly Outcome[], lost?: string): void {
          Object.assign(row, { outcomes, lost });
        },
        held(): void {
          row.result = 'held';
          write();
        },
      };
    },
    print: () => void process.stdout.write(`\n${name}\n${text()}`),
  };
}

export type FaultReport = ReturnType<typeof createFaultReport>;

interface Row {
  fault: string;
  holds: string;
  outcomes?: readonly Outcome[];
  /** Besides queries. */
  lost?: string;
  result: 'held' | 'FAILED';
}

function cellsOf({ fault, holds, outcomes = [], lost, result }: Row): (string | number)[] {
  const failed = outcomes.filter(({ failure }) => failure !== undefined);
  const again = (what: 'statements' | 'pages') =>
    outcomes.reduce((sum, { repeated }) => sum + repeated[what], 0);
  return [
    fault,
    holds,
    outcomes.length,
    failed.length,
    [lostQueries(failed), lost].filter(Boolean).join('; ') || 'nothing',
    `${again('statements')}, ${again('pages')}`,
    result,
  ];
}

function lostQueries(failed: readonly Outcome[]): string {
  const clusters = [...new Set(failed.map(({ cluster }) => cluster))];
  return clusters
    .map((name) => {
      const count = failed.filter(({ cluster }) => cluster === name).length;
      return name === '' ? `${count} refused` : `${count} of ${name}`;
    })
    .join(', ');
}
