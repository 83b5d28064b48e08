import { fingerprintOf } from './text/fingerprint';
import { tokensOfWhatRuns } from './text/prepared-statement';

/**
 * The fingerprint that an analysis of the statement gives (StatementFacts), by its words alone: linear,
 * without grammar, thread or cache. The front-proxy may import this file, and nothing else of sql/.
 */
export function fingerprintOfStatement(
  statement: string,
  preparedStatements: Readonly<Record<string, string>>,
): string {
  return fingerprintOf(tokensOfWhatRuns(statement, { preparedStatements }).tokens).fingerprint;
}
