import type { ReportedStatement, RoutingRequest } from '../protocol/routing-request';
import type { FactInput, GroupLoad } from '../rules/fact-input';
import { goOn, type NowOrLater } from '../runtime/now-or-later';
import type { Analyzer, StatementFacts } from '../sql/statement-facts';
import type { ClusterRegistry } from './clusters/cluster-registry';
import type { Question } from './question';
import type { UserGroups } from './user-groups/user-groups';

/** What is understood of the request's statement, by our own reading wherever the text is known. */
export function analyzeRequest(
  analyzer: Analyzer,
  request: RoutingRequest,
): NowOrLater<StatementFacts> {
  const { statement, catalog, schema, preparedStatements, reported } = request;
  const facts = analyzer.analyze(statement, { catalog, schema, preparedStatements });
  if (statement !== '' || reported === undefined) return facts;
  return goOn(facts, (read) => withReported(read, reported));
}

/** What only some rule sets ask for, and takes an effort to know. */
export interface FactSources {
  groups: Pick<UserGroups, 'of'>;
  clusters: Pick<ClusterRegistry, 'load'>;
}

const NO_LOAD: GroupLoad = { running: {}, queued: {} };

/** Everything that the rules may test, in one record that does not change any more. */
export function gatherFacts(
  { facts }: Question,
  { groups, clusters }: FactSources,
  used: ReadonlySet<string>,
): NowOrLater<FactInput> {
  const { user } = facts;
  const ofUser = user !== undefined && used.has('groups') ? groups.of(user) : [];
  return goOn(ofUser, (userGroups) => ({
    user,
    groups: userGroups,
    source: facts.source,
    clientTags: facts.clientTags,
    clientInfo: facts.clientInfo,
    catalog: facts.catalog,
    schema: facts.schema,
    statement: facts.statement,
    sessionProperties: facts.sessionProperties,
    headers: facts.headers,
    remoteAddress: facts.remoteAddress,
    userAgent: facts.userAgent,
    analysis: facts.analysis,
    load: usesLoad(used) ? clusters.load() : NO_LOAD,
    now: new Date(),
  }));
}

/** Whether any of these facts tells the load of a routing group. */
export function usesLoad(facts: ReadonlySet<string>): boolean {
  return facts.has('runningQueries') || facts.has('queuedQueries');
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
