import { type Almanac, type Engine, Rule as EngineRule, type RuleResult } from 'json-rules-engine';
import { ruleSetProblems } from './check-rule-set';
import { type CandidateIndex, indexRules } from './candidate-index';
import { createMatchers, type Matcher } from './matcher';
import { createOperatorEngine, operatorsOf } from './operator-engine';
import { createPatterns } from './patterns';
import type { RuleProblem } from './problem';
import { type Rule, type RuleEvent, type RuleSet, ruleSetSchema } from './schema';
import { usedFacts } from './used-facts';

export interface CompiledRule {
  readonly name: string;
  readonly event: RuleEvent;
  matches: Matcher;
  /** What json-rules-engine says, to hold `matches` against. Overlapping calls share nothing. */
  evaluate(almanac: Almanac): Promise<RuleResult>;
}

export interface CompiledRuleSet {
  /** As it was written. */
  readonly source: RuleSet;
  readonly timeZone: string;
  /** Names of the facts that the rules may ask for. */
  readonly usedFacts: ReadonlySet<string>;
  /** Enabled rules in the order in which they are tried. */
  readonly rules: readonly CompiledRule[];
  /** Which of them the facts of a decision can match. */
  readonly candidates: CandidateIndex;
}

export type Compilation =
  { ok: true; ruleSet: CompiledRuleSet } | { ok: false; problems: RuleProblem[] };

/** Makes a rule set ready for decisions, or tells all that is wrong with it. Never throws. */
export function compileRuleSet(input: unknown): Compilation {
  const patterns = createPatterns();
  const problems = ruleSetProblems(input, patterns);
  if (problems.length > 0) return { ok: false, problems };
  const { stats: _dropped, ...source } = ruleSetSchema.parse(input);
  const engine = createOperatorEngine(patterns);
  // json-rules-engine writes into the conditions that it is given, hence the copies.
  for (const [name, condition] of Object.entries(source.conditions ?? {})) {
    engine.setCondition(name, structuredClone(condition));
  }
  const named = source.conditions ?? {};
  const matcherOf = createMatchers(named, operatorsOf(engine));
  const ordered = inOrder(source.rules);
  const rules = ordered.map((rule) => ({
    ...compileRule(rule, engine),
    matches: matcherOf(rule.conditions),
  }));
  const candidates = indexRules(
    ordered.map(({ conditions }) => conditions),
    named,
  );
  const timeZone = source.timeZone ?? 'UTC';
  return {
    ok: true,
    ruleSet: { source, timeZone, usedFacts: usedFacts(source), rules, candidates },
  };
}

/** Highest priority first; sort keeps the order of the file among equals. */
function inOrder(rules: readonly Rule[]): Rule[] {
  return rules
    .filter((rule) => rule.enabled !== false)
    .sort((a, b) => (b.priority ?? 1) - (a.priority ?? 1));
}

/** What json-rules-engine's Rule does but its types leave out. */
interface EvaluableRule {
  setEngine(engine: Engine): unknown;
  evaluate(almanac: Almanac): Promise<RuleResult>;
}

/**
 * The engine only lends operators and named conditions: its `run` keeps state on the engine, and
 * overlapping runs lose rules (seen on 7.3.1). `Rule.evaluate` works on a copy of the conditions.
 */
function compileRule({ name, conditions, event }: Rule, engine: Engine) {
  const rule = new EngineRule({ name, conditions: structuredClone(conditions), event });
  const evaluable = rule as unknown as EvaluableRule;
  evaluable.setEngine(engine);
  return { name, event, evaluate: (almanac: Almanac) => evaluable.evaluate(almanac) };
}
