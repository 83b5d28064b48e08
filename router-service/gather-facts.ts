import type { ReportedStatement, RoutingRequest } from '../protocol/routing-request';
import type { FactInput } from '../rules/fact-input';
import type { Analyzer, StatementFacts } from '../sql/statement-facts';

/** What is understood of the request's statement, by our own reading wherever the text is known. */
export async function analyzeRequest(
  analyzer: Analyzer,
  request: RoutingRequest,
): Promise<StatementFacts> {
  const { statement, catalog, schema, preparedStatements, reported } = request;
  const facts = await analyzer.analyze(statement, { catalog, schema, preparedStatements });
  return statement === '' && reported ? withReported(facts, reported) : facts;
}

/** Everything that the rules may test, in one record that does not change any more. */
export function gatherFacts(request: RoutingRequest, analysis: StatementFacts): FactInput {
  return {
    user: request.user,
    source: request.source,
    clientTags: request.clientTags,
    clientInfo: request.clientInfo,
    catalog: request.catalog,
    schema: request.schema,
    statement: request.statement,
    sessionProperties: request.sessionProperties,
    headers: request.headers,
    remoteAddress: request.remoteAddress,
    userAgent: request.userAgent,
    analysis,
    now: new Date(),
  };
}

const READING = new Set(['SELECT', 'EXPLAIN', 'DESCRIBE']);

/**
 * A gateway does not say which tables are written. For a statement that is no mere reading one each
 * of them may be, so each stands in both lists: better a rule too many than a write unseen.
 */
function withReported(facts: StatementFacts, reported: ReportedStatement): StatementFacts {
  return {
    ...facts,
    ...reported,
    readTables: reported.tables,
    writeTables: READING.has(reported.resourceGroupQueryType) ? [] : reported.tables,
    parsed: false,
    complete: false,
    syntaxError: undefined,
  };
}
