import { createHash } from 'node:crypto';
import type { ProxyReport } from '../protocol/decision';

type TransactionNews = NonNullable<ProxyReport['transactions']>[number];

/** News that may wait for a report; of more, the oldest go. */
const MAX_WAITING = 10_000;

/**
 * News of explicit transactions for the router, which knows by them whether a cluster may be switched
 * off. Who holds the id of a transaction can use it, so only its hash is told.
 */
export function createOpenTransactions() {
  let waiting = new Map<string, TransactionNews>();

  function note(news: TransactionNews): void {
    waiting.delete(news.transaction);
    waiting.set(news.transaction, news);
    const [oldest] = waiting.keys();
    if (waiting.size > MAX_WAITING && oldest !== undefined) waiting.delete(oldest);
  }

  return {
    /** It was begun, or a statement of it was submitted, by this query. */
    seen(id: string, cluster: string, queryId: string): void {
      note({ transaction: hashed(id), cluster, queryId, ended: false });
    },

    /** Its COMMIT or ROLLBACK was submitted; that query itself is open until it is done. */
    ended(id: string, cluster: string, queryId: string): void {
      note({ transaction: hashed(id), cluster, queryId, ended: true });
    },

    take(limit: number): TransactionNews[] {
      const taken = [...waiting.values()].slice(0, limit);
      for (const { transaction } of taken) waiting.delete(transaction);
      return taken;
    },

    /** The router took none of these; what is newer stays. */
    giveBack(news: readonly TransactionNews[]): void {
      const newer = waiting;
      waiting = new Map(news.map((each) => [each.transaction, each]));
      for (const each of newer.values()) note(each);
    },
  };
}

export type OpenTransactions = ReturnType<typeof createOpenTransactions>;

function hashed(id: string): string {
  return createHash('sha256').update(id).digest('base64url').slice(0, 27);
}

/** Whether a statement ends the transaction that it is part of, as clients and drivers write it. */
export function endsTransaction(statement: Buffer): boolean {
  return /^\s*(?:commit|rollback)\b/i.test(statement.toString('utf8', 0, 100));
}
