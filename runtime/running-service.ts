/** A service that listens; `close` stops it cleanly and may be called more than once. */
export interface RunningService {
  url: string;
  /** Has /readyz say so before `close`, whose delay then begins here. */
  announceStop?(): void;
  close(): Promise<void>;
}
