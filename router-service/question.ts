import type { DecidedStatement } from '../protocol/decision';
import { prestoName, TRINO } from '../protocol/headers';
import type { RoutingRequest } from '../protocol/routing-request';
import type { FactInput } from '../rules/fact-input';
import type { StatementFacts } from '../sql/statement-facts';

/** What a decision is made from, but for what differs from one moment to the next. */
export interface Question {
  facts: Omit<FactInput, 'groups' | 'load' | 'now'>;
  /** What is told of the statement. */
  statement: DecidedStatement;
  /** The facts for a later replay; the statement's text is the operator's choice, so it may not hide among them. */
  input: object;
}

/**
 * Makes questions of requests and what is understood of them. A request that is frozen comes again: its
 * question is made once and frozen as well.
 */
export function createQuestions() {
  const known = new WeakMap<RoutingRequest, { analysis: StatementFacts; question: Question }>();

  return function questionOf(request: RoutingRequest, analysis: StatementFacts): Question {
    if (!Object.isFrozen(request)) return newQuestion(request, analysis);
    const last = known.get(request);
    if (last?.analysis === analysis) return last.question;
    const question = newQuestion(request, analysis);
    for (const part of Object.values(question)) Object.freeze(part);
    Object.freeze(question.facts.clientTags);
    known.set(request, { analysis, question });
    return question;
  };
}

function newQuestion(request: RoutingRequest, analysis: StatementFacts): Question {
  const facts = {
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
  };
  const input = {
    ...facts,
    statement: undefined,
    headers: withoutPreparedStatements(facts.headers),
    analysis: analysis.syntaxError ? { ...analysis, syntaxError: undefined } : analysis,
  };
  return { facts, statement: decidedStatement(analysis), input };
}

const PREPARED_STATEMENTS = [TRINO.preparedStatement, prestoName(TRINO.preparedStatement)];

function withoutPreparedStatements(headers: FactInput['headers']): FactInput['headers'] {
  if (!PREPARED_STATEMENTS.some((name) => name in headers)) return headers;
  const others = Object.entries(headers).filter(([name]) => !PREPARED_STATEMENTS.includes(name));
  return Object.fromEntries(others);
}

function decidedStatement(facts: StatementFacts): DecidedStatement {
  return {
    parsed: facts.parsed,
    complete: facts.complete,
    queryType: facts.queryType,
    resourceGroupQueryType: facts.resourceGroupQueryType,
    catalogs: facts.catalogs,
    schemas: facts.schemas,
    catalogSchemas: facts.catalogSchemas,
    tables: facts.tables,
    readTables: facts.readTables,
    writeTables: facts.writeTables,
    unqualified: facts.unqualified,
    killedQueryId: facts.killedQueryId,
    fingerprint: facts.fingerprint,
  };
}
