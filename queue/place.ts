/** How many queries that are counted under one key may run at once. */
export interface Limit {
  key: string;
  max: number;
}

/** One cluster that could run a statement, and every limit that holds there. */
export interface Way {
  cluster: string;
  limits: readonly Limit[];
}

/** A query that runs, or is about to, under limits. */
export interface Place {
  /** Names the statement from its submission on, before there is a query id. */
  ticket: string;
  user: string;
  /** The limits that it counts for. */
  keys: readonly string[];
}

/** A statement that wants a place. */
export interface Waiter {
  ticket: string;
  user: string;
  /** Higher ones go first. */
  priority: number;
  /** Milliseconds of any clock that all waiters share. */
  since: number;
  /** Clusters in the order of preference; one is enough. */
  ways: readonly Way[];
}
