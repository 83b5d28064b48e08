import { prestoName, TRINO } from './headers';

// Neither a UUID nor the name of a cluster holds it.
const SEPARATOR = '~';

/** A transaction's id as a client holds it, and the cluster that it names. */
export interface ClusterTransaction {
  /** As the coordinator knows it. */
  id: string;
  cluster: string;
}

/** Splits `5f8d1c2e-…~blue`; undefined for NONE and for ids that name no cluster. */
export function splitTransaction(id: string): ClusterTransaction | undefined {
  const at = id.lastIndexOf(SEPARATOR);
  return at === -1 ? undefined : { id: id.slice(0, at), cluster: id.slice(at + 1) };
}

/**
 * Puts the cluster behind the id of a transaction that an answer says has begun. Clients send the id
 * back as it is, so every proxy knows where the transaction lives, and none has to remember it.
 */
export function nameCluster(rawHeaders: readonly string[], cluster: string): readonly string[] {
  const at = rawHeaders.findIndex((name, i) => i % 2 === 0 && STARTED.has(name.toLowerCase()));
  if (at === -1) return rawHeaders;
  return rawHeaders.with(at + 1, `${rawHeaders[at + 1]}${SEPARATOR}${cluster}`);
}

const STARTED = new Set([TRINO.startedTransactionId, prestoName(TRINO.startedTransactionId)]);
