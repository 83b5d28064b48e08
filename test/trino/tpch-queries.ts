import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(__dirname, 'tpch');

/** The 22 queries of TPC-H in order, with the validation parameters of its specification. */
export const tpchQueries: readonly string[] = readdirSync(folder)
  .sort()
  .map((file) => readFileSync(join(folder, file), 'utf8').trim());
