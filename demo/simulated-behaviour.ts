/** How a simulated coordinator answers; every field may be changed at any time. */
export interface SimulatedBehaviour {
  /** Whether it says that it is still starting; statements then fail as Trino fails them. */
  starting: boolean;
  /** Trino's http-server.process-forwarded is true, absent in old versions, or false. */
  forwarded: 'honour' | 'ignore' | 'refuse';
  /**
   * What happens to a POST of a statement. All but `lose-answer` leave no query behind; that one
   * registers it and then breaks the connection, so that the client cannot know.
   */
  submit: 'answer' | 'unavailable' | 'hang' | 'reset' | 'lose-answer';
  /** What happens to a GET of a page; `cut` breaks the connection in the middle of the body. */
  pages: 'answer' | 'unavailable' | 'hang' | 'reset' | 'cut';
  /** What happens to /v1/info. */
  info: 'answer' | 'unavailable' | 'hang';
  /** What happens to /v1/status. */
  status: 'answer' | 'unavailable' | 'hang';
  /** Load of the CPUs that it tells, 0 to 1; undefined for one by its running queries. */
  cpu: number | undefined;
  /** Part of the heap in use that it tells, 0 to 1. */
  heap: number;
  /** Queries that it tells; undefined for those that there are. */
  counts: { running: number; queued: number } | undefined;
  /** Further metrics by name. */
  metrics: Readonly<Record<string, number>>;
  /** Set for one that takes this password, over secure connections alone, instead of any user. */
  password: string | undefined;
  /** How one logs in to the web UI. */
  webUi: 'form' | 'basic';
  /** GETs that are answered with QUEUED before the first executing page; at least 1. */
  queuedPages: number;
  /** Pages with rows in a result; Infinity never ends. */
  resultPages: number;
  rowsPerPage: number;
  /** When set, each page has rows for at least so many bytes, made while they are sent. */
  pageBytes: number | undefined;
  /** Pause before each GET of a page is answered. */
  pageDelayMs: number;
}

export const PLAIN_BEHAVIOUR: Readonly<SimulatedBehaviour> = {
  starting: false,
  forwarded: 'honour',
  submit: 'answer',
  pages: 'answer',
  info: 'answer',
  status: 'answer',
  cpu: undefined,
  heap: 0.2,
  counts: undefined,
  metrics: {},
  password: undefined,
  webUi: 'form',
  queuedPages: 1,
  resultPages: 1,
  rowsPerPage: 1,
  pageBytes: undefined,
  pageDelayMs: 0,
};
