import type { Database } from '../database/database';

// An answer to a health check is worth nothing when it comes late.
const PING_TIMEOUT_MS = 1_000;

export interface ReadinessReport {
  ready: boolean;
  /** Why not. */
  reasons: string[];
  /** What is wrong although we serve. */
  warnings: string[];
}

/** Whether this router-service can decide; not before `started`, not after `stopping`. */
export function createReadiness(db: Pick<Database, 'ping'>, otherWarnings: () => string[]) {
  let reason: string | undefined = 'starting';

  return {
    started(): void {
      // A stop that came while it started is not taken back.
      if (reason === 'starting') reason = undefined;
    },
    stopping(): void {
      reason = 'stopping';
    },
    async report(): Promise<ReadinessReport> {
      const reasons = reason === undefined ? [] : [reason];
      const warnings = [...(await databaseWarnings(db)), ...otherWarnings()];
      return { ready: reasons.length === 0, reasons, warnings };
    },
  };
}

export type Readiness = ReturnType<typeof createReadiness>;

async function databaseWarnings(db: Pick<Database, 'ping'>): Promise<string[]> {
  const late = new Promise<never>((_, reject) => {
    setTimeout(() => reject(new Error('late')), PING_TIMEOUT_MS).unref();
  });
  return Promise.race([db.ping(), late]).then(
    () => [],
    () => ['the database does not answer; decisions go on from memory, changes are refused'],
  );
}
