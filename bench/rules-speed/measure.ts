import { type CompiledRuleSet, compileRuleSet } from '../../rules/compile';
import { evaluate } from '../../rules/evaluate';
import { type FactInput } from '../../rules/fact-input';
import { sampleInput } from '../../rules/sample-request';
import { requestsOf, type RuleStyle, ruleSetOf } from './rule-sets';

/** One rule set: microseconds of CPU that a decision takes, and milliseconds that compiling takes. */
export interface Measured {
  style: string;
  rules: number;
  indexed: number;
  everyRule: number;
  compiling: number;
}

const TURNS = 5;

/** Measures decisions with the index and with each rule tried, in turns; the best turn of each counts. */
export function measure(style: RuleStyle, rules: number, seconds: number): Measured {
  const began = cpuMicros();
  const compilation = compileRuleSet(ruleSetOf(style, rules));
  const compiling = (cpuMicros() - began) / 1000;
  if (!compilation.ok) throw new Error(JSON.stringify(compilation.problems.slice(0, 3)));
  const indexed = compilation.ruleSet;
  const everyRule = withoutIndex(indexed);
  const inputs = requestsOf(style, rules).map((request) => sampleInput(request));
  const turn = (ruleSet: CompiledRuleSet) => microsEach(ruleSet, inputs, seconds / TURNS / 2);
  const turns = Array.from({ length: TURNS }, () => [turn(indexed), turn(everyRule)] as const);
  return {
    ...{ style: style.name, rules, compiling },
    indexed: Math.min(...turns.map(([each]) => each)),
    everyRule: Math.min(...turns.map(([, each]) => each)),
  };
}

function withoutIndex(ruleSet: CompiledRuleSet): CompiledRuleSet {
  return { ...ruleSet, candidates: { always: [...ruleSet.rules.keys()], places: [] } };
}

/** CPU and not elapsed time, so that what else the machine does counts little. */
function microsEach(ruleSet: CompiledRuleSet, inputs: readonly FactInput[], seconds: number) {
  const began = cpuMicros();
  let decisions = 0;
  do {
    for (const input of inputs) evaluate(ruleSet, input, { defaultRoutingGroup: 'default' });
    decisions += inputs.length;
  } while (cpuMicros() - began < seconds * 1e6);
  return (cpuMicros() - began) / decisions;
}

function cpuMicros(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}
