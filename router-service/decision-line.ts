import type { Config } from '../config/schema';
import { maskedText } from '../sql/text/masked-text';
import type { RecordedDecision } from './history/history';

// A line is made while others wait for their decisions, so a text of megabytes is cut before.
const MAX_STATEMENT = 100_000;

/** One decision as a line of JSON, with the statement's text as the operator wants it. */
export function decisionLine(
  decision: RecordedDecision,
  durationMs: number,
  statements: Config['decisionLog']['statements'],
): string {
  const { id, decidedAt, reason, routingGroup, rule, message, ruleSetRevision } = decision;
  const { user, source, clientTags, remoteAddress, statement, statementText = '' } = decision;
  return `${JSON.stringify({
    type: 'decision',
    ...{ id, decidedAt, reason, routingGroup, rule, message, ruleSetRevision },
    ...{ user, source, clientTags, remoteAddress },
    durationMs: Math.round(durationMs * 1000) / 1000,
    statement,
    ...(statements !== 'none' && shownText(statementText, statements)),
  })}\n`;
}

function shownText(text: string, statements: 'masked' | 'full') {
  // Cut first: what is left of a literal has no end then, and is masked to the last character.
  const cut = text.slice(0, MAX_STATEMENT);
  const statementText = statements === 'full' ? cut : maskedText(cut);
  return { statementText, ...(cut !== text && { statementLength: text.length }) };
}
