import { createHash } from 'node:crypto';
import type { ClientRequest } from './client-request';
import { TRINO, headerValue } from '../protocol/headers';
import { decodePreparedStatements } from '../protocol/prepared-statements';
import { readStatementBody } from '../protocol/statement-body';
import { fingerprintOfStatement } from '../sql/fingerprint';
import { createBoundedMap } from './bounded-map';
import type { Route } from './router-client';
import { whoAsks } from './who-asks';

/** Statements that are remembered, each by about 300 bytes; the one asked for longest ago goes first. */
const MAX_REMEMBERED = 50_000;
/** A longer text would hold up other requests for too long; the router-service reads those in a thread. */
const MAX_READ_LENGTH = 1_000_000;

/** Where a statement went; headers are not kept, as they were made from those of another request. */
type Remembered = Pick<
  Route,
  | 'routingGroup'
  | 'cluster'
  | 'strict'
  | 'fallback'
  | 'warnings'
  | 'errors'
  | 'limits'
  | 'queuePriority'
>;

/** What all workers of this proxy remember. */
export interface DecisionMemory {
  get(key: string): Promise<Remembered | undefined>;
  set(key: string, decision: Remembered): void;
}

export function createDecisionMemory(): DecisionMemory {
  const remembered = createBoundedMap<string, Remembered>(MAX_REMEMBERED);
  return { get: async (key) => remembered.get(key), set: remembered.set };
}

/** The last decision for each statement (by its fingerprint) of each user and source, of this proxy. */
export function createLastDecisions(store: DecisionMemory) {
  return {
    remember(request: ClientRequest, statement: string, route: Route): void {
      const { routingGroup, cluster, strict, fallback, warnings, errors } = route;
      const { limits, queuePriority } = route;
      const key = keyOf(request, route.fingerprint || fingerprintIn(request, statement));
      if (key === undefined) return;
      const where = { routingGroup, cluster, strict, fallback, warnings, errors };
      store.set(key, { ...where, limits, queuePriority });
    },
    async find(request: ClientRequest, statement: string): Promise<Remembered | undefined> {
      const key = keyOf(request, fingerprintIn(request, statement));
      return key === undefined ? undefined : store.get(key);
    },
  };
}

export type LastDecisions = ReturnType<typeof createLastDecisions>;

/** As the router-service reads the text. */
function fingerprintIn({ headers }: ClientRequest, text: string): string | undefined {
  if (text.length > MAX_READ_LENGTH) return undefined;
  const prepared = headerValue(headers, TRINO.preparedStatement);
  const inHeaders = decodePreparedStatements(prepared === undefined ? [] : [prepared]);
  const { statement, preparedStatements = {} } = readStatementBody(text, inHeaders);
  return fingerprintOfStatement(statement, preparedStatements);
}

/** Of one length, however long the names are. */
function keyOf(request: ClientRequest, fingerprint: string | undefined): string | undefined {
  if (fingerprint === undefined) return undefined;
  const { user = '', source = '' } = whoAsks(request);
  const asked = JSON.stringify([fingerprint, user, source]);
  return createHash('sha256').update(asked).digest('base64');
}
