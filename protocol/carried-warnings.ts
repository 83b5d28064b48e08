/** What a rule tells the client of a query beside its result. */
export interface CarriedWarning {
  rule: string;
  message: string;
}

const MARK = '/w~';
// Headers and URLs of this length pass every server on the way.
const MAX_LENGTH = 4000;

/**
 * The warnings of a query as a path segment, which goes behind that of its cluster into every URI of
 * the query: so each page has them, whichever proxy serves it. Empty for none.
 */
export function warningsSegment(warnings: readonly CarriedWarning[]): string {
  if (warnings.length === 0) return '';
  const pairs = warnings.map(({ rule, message }) => [rule, message]);
  return `${MARK}${Buffer.from(JSON.stringify(pairs)).toString('base64url')}`;
}

/** As many of the first warnings as a URL can carry. */
export function carriable(warnings: readonly CarriedWarning[]): readonly CarriedWarning[] {
  let fitting = warnings;
  while (warningsSegment(fitting).length > MAX_LENGTH) fitting = fitting.slice(0, -1);
  return fitting;
}

/** Splits the warnings off a target that has no cluster's segment any more. */
export function splitWarnings(target: string): { warnings: CarriedWarning[]; target: string } {
  const end = target.indexOf('/', MARK.length);
  if (!target.startsWith(MARK) || end === -1) return { warnings: [], target };
  return { warnings: warningsIn(target.slice(MARK.length, end)), target: target.slice(end) };
}

/** None for a text that no proxy made: it says nothing to anyone but the client who made it. */
function warningsIn(text: string): CarriedWarning[] {
  try {
    const pairs: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    return (pairs as unknown[][]).map(([rule, message]) => ({
      rule: String(rule),
      message: String(message),
    }));
  } catch {
    return [];
  }
}
