/** A service that listens; `close` stops it cleanly and may be called more than once. */
export interface RunningService {
  url: string;
  close(): Promise<void>;
}
