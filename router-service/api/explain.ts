import { z } from 'zod';
import type { Config } from '../../config/schema';
import { TRINO } from '../../protocol/headers';
import { reviewRuleSet } from '../../rules/advice/advise';
import { type CompiledRuleSet, compileRuleSet } from '../../rules/compile';
import { countComparisons } from '../../rules/count-comparisons';
import { explain, type Explanation } from '../../rules/explain';
import { type SampleRequest, sampleRequestSchema } from '../../rules/sample-request';
import type { FactInput } from '../../rules/fact-input';
import { badInput } from '../../runtime/service-error';
import type { Analyzer } from '../../sql/statement-facts';
import type { ClusterRegistry } from '../clusters/cluster-registry';
import { hintedRoutingGroup } from '../hinted-routing-group';
import type { RuleSetRegistry } from '../rule-sets/rule-set-registry';
import type { FactSources } from '../gather-facts';
import { sampleFacts } from '../sample-facts';
import type { ReplaySources } from '../replay/replay';
import { jsonBody } from './body-spec';
import { type Endpoint, endpoint } from './endpoint';
import { explanationSchema } from './explanation-schema';

const MAX_REQUESTS = 100;
// Each is told with what it saw, so more would make an answer of hundreds of megabytes.
const MAX_COMPARISONS = 100_000;

const bodySchema = z
  .strictObject({
    request: sampleRequestSchema.optional().describe('One request; or several in requests.'),
    requests: z
      .array(sampleRequestSchema)
      .min(1, 'must hold at least one request')
      .max(MAX_REQUESTS, `must hold at most ${MAX_REQUESTS} requests`)
      .optional(),
    ruleSet: z.unknown().optional().describe('A rule set to try, which is not stored.'),
    revision: z
      .int({ error: 'must be the number of a revision, such as 3' })
      .min(1, 'must be the number of a revision, such as 3')
      .optional()
      .describe('A stored one to try; default: the active one.'),
  })
  .superRefine((body, context) => {
    if ((body.request === undefined) === (body.requests === undefined)) {
      const message = 'must be given, either one "request" or a list of "requests"';
      context.addIssue({ code: 'custom', path: ['requests'], message });
    }
    if (body.ruleSet !== undefined && body.revision !== undefined) {
      const message = 'cannot be given together with "ruleSet"; remove one of them';
      context.addIssue({ code: 'custom', path: ['revision'], message });
    }
  });
type Body = z.infer<typeof bodySchema>;

const answerSchema = z.object({
  revision: z.int().optional().describe('Of the rules that were tried; absent for a candidate.'),
  results: z.array(explanationSchema).describe('One for each request, in their order.'),
});

interface Needed {
  rules: RuleSetRegistry;
  clusters: ClusterRegistry;
  analyzer: Analyzer;
  config: { routing: Config['routing'] };
  replay: Pick<ReplaySources, 'groups'>;
}

/** POST /v1/rules/test: what rules say of sample requests, and why. Nothing is stored or counted. */
export function explainEndpoints(needed: Needed): Endpoint[] {
  return [
    endpoint({
      method: 'post',
      path: '/v1/rules/test',
      tag: 'rules',
      summary: 'Try rules on sample requests and tell what each of them saw',
      role: 'view',
      body: jsonBody(bodySchema),
      answers: { 200: { description: 'The outcome and each rule.', schema: answerSchema } },
      errors: [404],
      async handle({ body }) {
        const { revision, ruleSet } = await chosenRuleSet(body, needed);
        const requests = body.requests ?? (body.request === undefined ? [] : [body.request]);
        refuseTooMuch(ruleSet, requests.length);
        const results: Explanation[] = [];
        for (const request of requests) results.push(await explained(ruleSet, request, needed));
        return { status: 200, body: { revision, results } };
      },
    }),
  ];
}

async function chosenRuleSet(
  body: Body,
  { rules, clusters }: Needed,
): Promise<{ revision?: number; ruleSet: CompiledRuleSet }> {
  if (body.ruleSet !== undefined) {
    const { problems } = reviewRuleSet(body.ruleSet, clusters.list());
    return { ruleSet: compiledOr400(body.ruleSet, problems, 'ruleSet') };
  }
  if (body.revision === undefined) {
    const { revision, compiled } = rules.active();
    return { revision, ruleSet: compiled };
  }
  const { revision, ruleSet } = await rules.revision(body.revision);
  return { revision, ruleSet: compiledOr400(ruleSet, [], `revision ${revision}`) };
}

function compiledOr400(
  input: unknown,
  known: readonly { path: string; message: string }[],
  what: string,
): CompiledRuleSet {
  const compilation = compileRuleSet(input);
  if (compilation.ok && known.length === 0) return compilation.ruleSet;
  const problems = known.length > 0 || compilation.ok ? known : compilation.problems;
  const told = problems.map(({ path, message }) => ({
    path: path === '' ? what : `${what}.${path}`,
    message,
  }));
  throw badInput(told, 'The rule set');
}

function refuseTooMuch(ruleSet: CompiledRuleSet, requests: number): void {
  const each = countComparisons(ruleSet);
  if (each * requests <= MAX_COMPARISONS) return;
  const most = Math.floor(MAX_COMPARISONS / each);
  const message = `must be fewer: these rules make ${each} comparisons a request, so ${most} requests can be tried at once`;
  throw badInput([{ path: 'requests', message }]);
}

async function explained(
  ruleSet: CompiledRuleSet,
  request: SampleRequest,
  { analyzer, clusters, replay: { groups }, config: { routing } }: Needed,
): Promise<Explanation> {
  const sample = await sampleFacts(request, analyzer);
  const facts = await withFactsOfNow(request, sample, ruleSet.usedFacts, { groups, clusters });
  const hint = request.hintedRoutingGroup;
  const headers = { ...facts.headers, ...(hint && { [TRINO.routingGroup]: hint }) };
  return explain(ruleSet, facts, {
    defaultRoutingGroup: routing.defaultRoutingGroup,
    hintedRoutingGroup: hintedRoutingGroup({ headers }, routing, clusters),
  });
}

/** Groups and load that the sample does not name are those of now, as a decision would see them. */
async function withFactsOfNow(
  { groups, runningQueries, queuedQueries }: SampleRequest,
  facts: FactInput,
  used: ReadonlySet<string>,
  sources: FactSources,
): Promise<FactInput> {
  const { user } = facts;
  const asksGroups = groups === undefined && user !== undefined && used.has('groups');
  const load = sources.clusters.load();
  return {
    ...facts,
    groups: asksGroups ? await sources.groups.of(user) : facts.groups,
    load: {
      running: runningQueries === undefined ? load.running : facts.load.running,
      queued: queuedQueries === undefined ? load.queued : facts.load.queued,
    },
  };
}
