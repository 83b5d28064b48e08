import { isDeepStrictEqual } from 'node:util';
import type { CompiledRuleSet } from './compile';
import { evaluate } from './evaluate';
import type { FactInput } from './fact-input';
import { isObject } from './json-fields';
import type { Outcome } from './outcome';
import type { SampleRequest } from './sample-request';
import type { RuleTest } from './schema';

export interface RuleTestReport {
  name: string;
  /** One sentence for each part of the outcome that is not as expected; empty when it passes. */
  mismatches: string[];
  outcome: Outcome;
}

export interface RuleTestOptions {
  defaultRoutingGroup: string;
  /** Reads the statement of a sample and all else that its facts are made of. */
  factsOf(request: SampleRequest): Promise<FactInput>;
}

/** Decides each test of a rule set, one after the other in their order. */
export async function runRuleTests(
  ruleSet: CompiledRuleSet,
  options: RuleTestOptions,
): Promise<RuleTestReport[]> {
  const reports: RuleTestReport[] = [];
  for (const test of ruleSet.source.tests ?? [])
    reports.push(await runTest(ruleSet, test, options));
  return reports;
}

async function runTest(
  ruleSet: CompiledRuleSet,
  { name, request, expect }: RuleTest,
  { defaultRoutingGroup, factsOf }: RuleTestOptions,
): Promise<RuleTestReport> {
  const input = await factsOf(request);
  const { hintedRoutingGroup = input.headers['x-trino-routing-group'] } = request;
  const outcome = evaluate(ruleSet, input, { defaultRoutingGroup, hintedRoutingGroup });
  const seen = comparable(outcome);
  const mismatches = Object.entries(expect)
    .filter(([part, wanted]) => !isExpected(seen[part], wanted))
    .map(([part, wanted]) => `${part} is ${shown(seen[part])}, expected ${shown(wanted)}`);
  return { name, mismatches, outcome };
}

/** The outcome in the words of an expectation. */
function comparable(outcome: Outcome): Record<string, unknown> {
  return {
    ...outcome,
    rule: outcome.rule ?? null,
    warnings: outcome.warnings.map(({ message }) => message),
    limits: outcome.limits.map(({ key }) => key),
  };
}

/** Objects need to hold what is expected of them, and may hold more. */
function isExpected(seen: unknown, wanted: unknown): boolean {
  if (!isObject(wanted) || !isObject(seen)) return isDeepStrictEqual(seen, wanted);
  return Object.entries(wanted).every(([key, value]) => isExpected(seen[key], value));
}

function shown(value: unknown): string {
  return JSON.stringify(value) ?? 'absent';
}
