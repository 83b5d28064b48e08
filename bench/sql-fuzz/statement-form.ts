import { type Part } from './draft';

/** One kind of statement: its class in Trino's syntax tree, and how it is written. */
export type StatementForm = readonly [queryType: string, part: Part];
