import { createAnalyzer } from '../../sql/analyze';
import {
  type Analyzer,
  type StatementContext,
  type StatementFacts,
} from '../../sql/statement-facts';

/** The session that most tables of statements here are read in. */
export const SESSION: StatementContext = { catalog: 'hive', schema: 'web' };

/** An analyser for one test file, closed after it; the parser gets time enough on a busy machine. */
export function analyzerOfThisFile(): (
  statement: string,
  context?: StatementContext,
) => Promise<StatementFacts> {
  let analyzer: Analyzer;
  beforeAll(() => {
    analyzer = createAnalyzer({ timeoutMs: 5000 });
  });
  afterAll(() => analyzer.close());
  return async (statement, context = SESSION) => analyzer.analyze(statement, context);
}
