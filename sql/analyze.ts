import { combine, unknownFacts } from './combine';
import { fingerprintOf } from './fingerprint';
import { lexicalProblemOf } from './lexical-problem';
import { tokensOfWhatRuns } from './prepared-statement';
import { SlowShapes } from './slow-shapes';
import { type Analyzer, type StatementContext, type StatementFacts } from './statement-facts';
import { scanStatement } from './statement-scan';
import { type ParseOutcome, TimedParser } from './timed-parser';

/** Limits of the parser; a statement beyond them is answered by the scan of its tokens. */
export interface AnalyzerOptions {
  timeoutMs: number;
  /** In UTF-16 units. */
  maxParsedLength: number;
}

/** Starts an analyser with a parser in a worker thread; after `close` only the scan answers. */
export function createAnalyzer({ timeoutMs, maxParsedLength }: AnalyzerOptions): Analyzer {
  const parser = new TimedParser(timeoutMs);
  const slowShapes = new SlowShapes();

  async function read(statement: string, context: StatementContext): Promise<StatementFacts> {
    const tokens = tokensOfWhatRuns(statement, context);
    const scan = scanStatement(tokens);
    const fingerprint = fingerprintOf(tokens);
    const syntaxError = lexicalProblemOf(tokens);
    const isParsed =
      syntaxError === undefined &&
      PARSED_TYPES.has(scan.queryType) &&
      tokens.text.length <= maxParsedLength &&
      !slowShapes.has(fingerprint);
    const outcome: ParseOutcome = isParsed ? await parser.parse(tokens.text) : { kind: 'skipped' };
    if (outcome.kind === 'stopped') slowShapes.remember(fingerprint);
    return combine({ tokens, scan, fingerprint, syntaxError, outcome, context });
  }

  return {
    analyze: (statement, context) => read(statement, context).catch(() => unknownFacts(statement)),
    close: () => parser.close(),
  };
}

// The classes of which node-sql-parser reads at least some; the others need not wait for it.
const PARSED_TYPES = new Set(
  `Query Insert Update Delete CreateTable CreateView DropTable TruncateTable RenameTable AddColumn
  DropColumn CreateSchema RenameSchema Call SetSession Deallocate Use ShowColumns ShowTables
  ShowSchemas ShowCatalogs ShowRoles ShowGrants ShowSession`.split(/\s+/),
);
