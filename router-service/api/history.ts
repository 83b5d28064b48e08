import { z } from 'zod';
import { decisionSchema, queryReportSchema, reasonSchema } from '../../protocol/decision';
import type { History } from '../history/history';
import { type Endpoint, endpoint } from './endpoint';
import { onePage, pageQuery } from './page';

const filter = z.string().max(1000).optional();

const decisionQuery = pageQuery.extend({
  user: filter,
  source: filter,
  routingGroup: filter,
  rule: filter,
  reason: reasonSchema.optional(),
});

const queryQuery = pageQuery.extend({
  user: filter,
  source: filter,
  cluster: filter,
  routingGroup: filter,
  state: queryReportSchema.shape.state.optional(),
});

export const recordedDecisionSchema = decisionSchema.extend({
  user: z.string().optional(),
  source: z.string().optional(),
  clientTags: z.array(z.string()),
  remoteAddress: z.string().optional(),
  statementText: z.string().optional().describe('Only where history.statements is true.'),
  input: z.unknown().optional().describe('The facts that the rules saw, without the text.'),
});

const id = z.object({ id: z.string().max(100).describe('The id.') });
const next = z.string().optional().describe('Give it as `before` to read on; absent at the end.');

/** /v1/decisions and /v1/queries: what happened, newest first. */
export function historyEndpoints(history: History): Endpoint[] {
  return [...decisionEndpoints(history), ...queryEndpoints(history)];
}

function decisionEndpoints(history: History): Endpoint[] {
  const list = endpoint({
    method: 'get',
    path: '/v1/decisions',
    tag: 'history',
    summary: 'Decisions, newest first',
    role: 'view',
    query: decisionQuery,
    answers: {
      200: {
        description: 'One page of decisions.',
        schema: z.object({ decisions: z.array(recordedDecisionSchema), next }),
      },
    },
    async handle({ query }) {
      const page = await onePage(
        query,
        (wanted) => history.decisions(wanted),
        (last) => last.id,
      );
      return { status: 200, body: { decisions: page.items, next: page.next } };
    },
  });
  const get = endpoint({
    method: 'get',
    path: '/v1/decisions/{id}',
    tag: 'history',
    summary: 'One decision',
    role: 'view',
    params: id,
    answers: { 200: { description: 'The decision.', schema: recordedDecisionSchema } },
    errors: [404],
    handle: async ({ params }) => ({ status: 200, body: await history.decision(params.id) }),
  });
  return [list, get];
}

function queryEndpoints(history: History): Endpoint[] {
  const list = endpoint({
    method: 'get',
    path: '/v1/queries',
    tag: 'history',
    summary: 'Queries, newest first',
    role: 'view',
    query: queryQuery,
    answers: {
      200: {
        description: 'One page of queries.',
        schema: z.object({ queries: z.array(queryReportSchema), next }),
      },
    },
    async handle({ query }) {
      const page = await onePage(
        query,
        (wanted) => history.queries(wanted),
        (last) => last.queryId,
      );
      return { status: 200, body: { queries: page.items, next: page.next } };
    },
  });
  const get = endpoint({
    method: 'get',
    path: '/v1/queries/{id}',
    tag: 'history',
    summary: 'One query',
    role: 'view',
    params: id,
    answers: { 200: { description: 'The query.', schema: queryReportSchema } },
    errors: [404],
    handle: async ({ params }) => ({ status: 200, body: await history.query(params.id) }),
  });
  return [list, get];
}
