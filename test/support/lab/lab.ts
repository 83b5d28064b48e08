import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TrinoTools } from './trino-tools';

/** What the set-up started, for the tests to find. */
export interface Lab {
  folder: string;
  tools: TrinoTools;
  /** Serves the groups adhoc and shared. */
  blue: { port: number; url: string };
  /** Serves the groups etl and shared. */
  green: { port: number; url: string };
  proxyUrl: string;
  routerUrl: string;
}

const VARIABLE = 'SWITCHYARD_LAB';

export function publishLab(lab: Lab): void {
  const file = join(lab.folder, 'lab.json');
  writeFileSync(file, JSON.stringify(lab));
  process.env[VARIABLE] = file;
}

/** The running lab; the set-up of jest.trino.config.js started it. */
export function theLab(): Lab {
  const file = process.env[VARIABLE];
  if (file === undefined) throw new Error('no lab runs; start these tests by npm run test:trino');
  return JSON.parse(readFileSync(file, 'utf8')) as Lab;
}
