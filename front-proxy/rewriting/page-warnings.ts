import type { CarriedWarning } from '../../protocol/carried-warnings';
import type { PageChange } from './page-change';

const WARNINGS = Buffer.from('"warnings":[');
/** Behind the rows: statistics, an error with its stack, and Trino's own warnings (QueryResults of 476). */
const TAIL_BYTES = 256 * 1024;
/** Beyond the codes that Trino and its connectors use (StandardWarningCode begins at 0). */
const CODE = 0x7357_0000;
const NAME = 'SWITCHYARD_RULE';

/**
 * Adds warnings to a page as it streams, before Trino's own. Each page of a query needs them: the CLI
 * fails on one that has fewer than the page before (seen on 476).
 */
export function warningsChange(warnings: readonly CarriedWarning[]): PageChange {
  const tail: Buffer[] = [];
  let length = 0;
  return {
    push(piece) {
      tail.push(piece);
      length += piece.length;
      const sent: Buffer[] = [];
      while (tail[0] !== undefined && length - tail[0].length >= TAIL_BYTES) {
        length -= tail[0].length;
        sent.push(tail[0]);
        tail.shift();
      }
      return sent;
    },
    end: () => [withWarnings(Buffer.concat(tail), warnings)],
  };
}

/** The end of a page, or a whole one, with more warnings; one without a list of them stays as it is. */
export function withWarnings(page: Buffer, warnings: readonly CarriedWarning[]): Buffer {
  // The last one is the page's own: rows come before it, and within a text quotes have backslashes.
  const at = page.lastIndexOf(WARNINGS);
  if (at === -1 || warnings.length === 0) return page;
  const start = at + WARNINGS.length;
  const added = warnings.map(({ rule, message }) =>
    JSON.stringify({
      warningCode: { code: CODE, name: NAME },
      message: `${message} (rule ${rule})`,
    }),
  );
  const isEmpty = page.subarray(start).toString('latin1', 0, 100).trimStart().startsWith(']');
  const text = added.join(',') + (isEmpty ? '' : ',');
  return Buffer.concat([page.subarray(0, start), Buffer.from(text), page.subarray(start)]);
}
