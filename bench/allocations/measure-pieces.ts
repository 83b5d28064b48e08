import { ruleSetOf } from '../proxy/systems/rule-sets';
import { SOURCE, statementOf } from '../proxy/load/statements';
import { type Figure } from '../proxy/report/figures';
import { compileRuleSet } from '../../rules/compile';
import { evaluate } from '../../rules/evaluate';
import { sampleInput } from '../../rules/sample-request';
import { createAnalyzer } from '../../sql/analyze';
import { countAllocated } from './allocated';

const TIMES = 3000;
const SESSION = { catalog: 'lake', schema: 'sales' };

/** The parts of a decision that are pure, in this process. */
export async function measurePieces(): Promise<Figure[]> {
  const analyzer = createAnalyzer();
  await analyzer.ready;
  const analyze = (count: number) => analyzer.analyze(statementOf('names', count), SESSION);
  const parse = await bytesEach(analyze);
  const seen = await bytesEach(() => analyze(1));
  const facts = await analyze(1);
  await analyzer.close();
  const input = sampleInput({ source: SOURCE, statement: statementOf('names', 1) }, facts);
  const rules = await bytesEach(evaluation(20, input));
  const manyRules = await bytesEach(evaluation(1000, input));
  return [
    { name: 'bytes of reading a statement never seen', value: parse, isStable: true },
    { name: 'bytes of reading a statement seen before', value: seen, isStable: true },
    { name: 'bytes of evaluating 20 rules', value: rules, isStable: true },
    { name: 'bytes of evaluating 1,000 rules', value: manyRules, isStable: true },
  ];
}

function evaluation(rules: number, input: Parameters<typeof evaluate>[1]): () => unknown {
  const compilation = compileRuleSet(ruleSetOf(rules));
  if (!compilation.ok) throw new Error('the rule set of the bench is refused');
  return () => evaluate(compilation.ruleSet, input, { defaultRoutingGroup: 'adhoc' });
}

/** After as many calls that are not counted, as a JIT leaves out what it sees to be needless. */
async function bytesEach(call: (count: number) => unknown): Promise<number> {
  for (let count = 0; count < TIMES; count += 1) await call(count);
  const stop = countAllocated();
  for (let count = 0; count < TIMES; count += 1) await call(TIMES + count);
  return stop() / TIMES;
}
