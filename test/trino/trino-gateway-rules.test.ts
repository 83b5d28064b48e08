import { importTrinoGatewayRules, type Imported } from '../../cli/trino-gateway-rules/import-rules';
import { sampleFacts } from '../../router-service/sample-facts';
import { evaluate } from '../../rules/evaluate';
import { createAnalyzer } from '../../sql/analyze';
import { compiled } from '../rules/compiled';
import {
  askRulesEngine,
  type GatewayAnswer,
  type GatewayRequest,
} from '../support/lab/trino-gateway';
import { conditions, requests } from './trino-gateway-conditions';
import { randomRulesFiles } from './trino-gateway-random-rules';

const analyzer = createAnalyzer({ timeoutMs: 5000 });
afterAll(() => analyzer.close());

/** The group that the translated rules choose; null for none of them. */
async function ourGroup({ ruleSet }: Imported, request: GatewayRequest): Promise<string | null> {
  const { statement, headers, remoteAddr: remoteAddress = '10.0.0.9' } = request;
  const facts = await sampleFacts({ statement, headers, remoteAddress }, analyzer);
  const outcome = evaluate(compiled(ruleSet), facts, { defaultRoutingGroup: 'none' });
  return outcome.reason === 'DEFAULT' ? null : outcome.routingGroup;
}

function translated(rules: string): Imported | undefined {
  const imported = importTrinoGatewayRules(rules);
  if ('problems' in imported) throw new Error(imported.problems.join('\n'));
  return imported.untranslated.length > 0 ? undefined : imported;
}

/** What is wrong with a translation, one sentence a request. */
async function differences(
  imported: Imported,
  asked: readonly GatewayRequest[],
  answers: readonly GatewayAnswer[],
): Promise<string[]> {
  const told = JSON.stringify(imported.notes);
  const found = await Promise.all(
    asked.map(async (request, index) => {
      const theirs = answers[index];
      const shown = JSON.stringify(request);
      if (theirs === undefined) return `${shown}: no answer`;
      if ('error' in theirs) {
        return told.includes('fails every statement') ? [] : `${shown} untold: ${theirs.error}`;
      }
      const ours = await ourGroup(imported, request);
      if (ours === theirs.group) return [];
      const hasEmpty = Object.values(request.headers).includes('');
      if (hasEmpty && told.includes('counts as not sent')) return [];
      if (/^execute/i.test(request.statement) && told.includes('as it is sent')) return [];
      return `${shown}: theirs ${theirs.group}, ours ${ours}`;
    }),
  );
  return found.flat();
}

const oneRule = (condition: string) =>
  JSON.stringify({ name: 'one', condition, actions: ['result.put("routingGroup", "hit")'] });

test("each condition holds here for the same requests as in Trino Gateway's own engine", async () => {
  const files = conditions.map((condition) => ({ rules: oneRule(condition), requests }));
  const answers = await askRulesEngine(files);
  const wrong: Record<string, string[]> = {};
  for (const [index, condition] of conditions.entries()) {
    const imported = translated(oneRule(condition));
    if (imported === undefined) wrong[condition] = ['not translated'];
    else {
      const found = await differences(imported, requests, answers[index] ?? []);
      if (found.length > 0) wrong[condition] = found;
    }
  }
  expect(wrong).toEqual({});
});

test('rules files of random rules choose the same groups', async () => {
  const files = randomRulesFiles(20261, 400).map((rules) => ({ rules, requests }));
  const answers = await askRulesEngine(files);
  const wrong: Record<string, string[]> = {};
  let count = 0;
  for (const [index, { rules }] of files.entries()) {
    const imported = translated(rules);
    if (imported === undefined) continue;
    count += 1;
    const found = await differences(imported, requests, answers[index] ?? []);
    if (found.length > 0) wrong[rules] = found;
  }
  expect(wrong).toEqual({});
  expect(count).toBeGreaterThan(200);
});
