import { type Percentiles } from './percentiles';
import { type Usage } from './process-usage';
import { type Variation } from './statements';

/** What the load process is told to do. */
export interface Job {
  /** Where to, such as http://127.0.0.1:8080. */
  url: string;
  clients: number;
  /** Not counted. */
  warmMs: number;
  /** How long is counted. */
  measureMs: number;
  /** Whether each client does only one query; then it is counted until that ends, if it ends in time. */
  once?: boolean;
  work: Work;
  /** Process trees to account for, by what they are. */
  processes: Record<string, number>;
}

export type Work =
  | {
      kind: 'queries';
      variation: Variation;
      /** Pages after the first, and about how many bytes of rows each has. */
      pages: number;
      pageBytes: number;
    }
  | {
      kind: 'decisions';
      variation: Variation;
      /** How long statements are; the usual length where absent. */
      statementBytes?: number;
    };

/** What came of a job; times in milliseconds. */
export interface Outcome {
  seconds: number;
  queries: number;
  requests: number;
  /** Of bodies. */
  bytes: number;
  failures: number;
  firstFailure: string | undefined;
  post: Percentiles | undefined;
  page: Percentiles | undefined;
  /** By the names of the job's processes. */
  usage: Record<string, Usage>;
}
