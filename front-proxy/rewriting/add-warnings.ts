import type { RouteWarning } from '../router-client';

// A key of the page itself: within a JSON text quotes have backslashes, and a first page has no rows.
const WARNINGS = Buffer.from('"warnings":[');
/** Beyond the codes that Trino and its connectors use (StandardWarningCode begins at 0). */
const CODE = 0x7357_0000;
const NAME = 'SWITCHYARD_RULE';

/** The first page of a query with what rules say to its client; one without `warnings` stays as it is. */
export function withWarnings(page: Buffer, warnings: readonly RouteWarning[]): Buffer {
  const at = page.indexOf(WARNINGS);
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
