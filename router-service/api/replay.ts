import { z } from 'zod';
import { compileRuleSet, type CompiledRuleSet } from '../../rules/compile';
import { ruleSetSchema } from '../../rules/schema';
import { badInput, ServiceError } from '../../runtime/service-error';
import { replay, type ReplayNews, type ReplaySources } from '../replay/replay';
import type { RuleSetRegistry } from '../rule-sets/rule-set-registry';
import { checked } from './body-spec';
import { type Endpoint, endpoint } from './endpoint';

const DEFAULT_LAST = 10_000;

const moment = z.iso.datetime({
  offset: true,
  error: 'must be a moment such as 2026-01-31T08:00:00Z',
});

const replaySchema = z.strictObject({
  ruleSet: z.unknown().describe('The candidate; or name a revision.').optional(),
  revision: z.int().min(1).describe('A stored revision as the candidate.').optional(),
  last: z
    .int()
    .min(1)
    .max(1_000_000)
    .default(DEFAULT_LAST)
    .describe('How many decisions, the newest of the time; default 10000.'),
  from: moment.describe('Only decisions of this moment or later.').optional(),
  to: moment.describe('Only decisions before this moment.').optional(),
});

type ReplayBody = z.infer<typeof replaySchema>;

const destination = z.object({
  routingGroup: z.string(),
  rule: z.string().optional(),
  reason: z.string(),
});

/** Each line of the answer; the last one is the report. */
const lineSchema = z.union([
  z.object({ progress: z.object({ done: z.number(), total: z.number() }) }),
  z.object({
    report: z.object({
      decisions: z.number(),
      moved: z.number().describe('To another group, refused, or no longer refused.'),
      sameGroupOtherRule: z.number(),
      unchanged: z.number(),
      undecidable: z
        .record(z.string(), z.number())
        .describe('By the fact that the candidate uses and that was not recorded.'),
      withGroupsOfNow: z
        .number()
        .describe('Decisions whose user groups were not recorded; those of now stand for them.'),
      moves: z.array(
        z.object({
          from: destination,
          to: destination,
          count: z.number(),
          examples: z.array(
            z.object({
              id: z.string(),
              decidedAt: z.iso.datetime(),
              user: z.string().optional(),
              source: z.string().optional(),
            }),
          ),
        }),
      ),
      otherMoves: z.number().describe('Moved decisions beyond the moves that are listed.'),
    }),
  }),
]);

/** POST /v1/rules/replay: what a candidate would have done with past decisions. */
export function replayEndpoints(
  rules: Pick<RuleSetRegistry, 'revision'>,
  sources: ReplaySources,
): Endpoint[] {
  let isRunning = false;

  async function* alone(run: AsyncIterable<ReplayNews>): AsyncGenerator<string> {
    try {
      for await (const news of run) yield `${JSON.stringify(news)}\n`;
    } finally {
      isRunning = false;
    }
  }

  return [
    endpoint({
      method: 'post',
      path: '/v1/rules/replay',
      tag: 'rules',
      summary: 'Decide past statements by a candidate: which would go elsewhere',
      role: 'operate',
      body: {
        described: replaySchema.extend({ ruleSet: ruleSetSchema.optional() }),
        accepts: 'json or yaml',
        read: (value) => checked(replaySchema, value, 'The request body'),
      },
      answers: {
        200: {
          description: 'Lines of JSON: progress, and at the end the report. Closing it cancels.',
          schema: lineSchema,
          contentType: 'application/x-ndjson',
        },
      },
      errors: [404, 429],
      async handle({ body, signal }) {
        const candidate = await candidateOf(body, rules);
        if (isRunning) throw busy();
        isRunning = true;
        const { last, from, to } = body;
        const run = replay(candidate, { last, from, to }, sources, signal);
        const headers = { 'Content-Type': 'application/x-ndjson', 'Cache-Control': 'no-store' };
        return { status: 200, headers, stream: alone(run) };
      },
    }),
  ];
}

async function candidateOf(
  { ruleSet, revision }: ReplayBody,
  rules: Pick<RuleSetRegistry, 'revision'>,
): Promise<CompiledRuleSet> {
  if ((ruleSet === undefined) === (revision === undefined)) {
    const message = 'must stand there, or else revision: exactly one of the two';
    throw badInput([{ path: 'ruleSet', message }], 'The request body');
  }
  const input = revision === undefined ? ruleSet : (await rules.revision(revision)).ruleSet;
  const compiled = compileRuleSet(input);
  if (compiled.ok) return compiled.ruleSet;
  const problems = compiled.problems.map(({ path, message }) => ({
    path: path === '' ? 'ruleSet' : `ruleSet.${path}`,
    message,
  }));
  throw badInput(problems, 'The candidate');
}

function busy(): ServiceError {
  const message = 'Another replay runs on this router; wait for its end, or cancel it';
  return new ServiceError('REPLAY_RUNNING', 429, message);
}
