import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { CompiledRuleSet } from './compile';
import { evaluate } from './evaluate';
import type { Outcome } from './outcome';
import { sampleInput, sampleRequestSchema } from './sample-request';

const texts = z.record(z.string(), z.string());

const caseSchema = z.strictObject({
  description: z.string().min(1),
  request: sampleRequestSchema,
  expect: z
    .strictObject({
      routingGroup: z.string().optional(),
      reason: z.enum(['RULE_MATCHED', 'CLIENT_HINT', 'DEFAULT', 'REJECTED']).optional(),
      rule: z.string().optional(),
      message: z.string().optional(),
      adjustments: z
        .strictObject({
          headers: texts,
          clientTags: z.array(z.string()),
          sessionProperties: texts,
        })
        .optional(),
    })
    .describe('Parts of the outcome; what is left out may be anything.'),
});

/** A cases file: what a rule set must decide, as data. */
export const casesSchema = z.strictObject({ cases: z.array(caseSchema).min(1) });
export type RuleCase = z.infer<typeof caseSchema>;

export interface CaseReport {
  outcome: Outcome;
  /** One sentence for each part of the outcome that is not as expected. */
  mismatches: string[];
}

/** Decides one case and compares what it expects. */
export async function runCase(
  ruleSet: CompiledRuleSet,
  { request, expect }: RuleCase,
  defaultRoutingGroup: string,
): Promise<CaseReport> {
  const outcome = await evaluate(ruleSet, sampleInput(request), {
    defaultRoutingGroup,
    hintedRoutingGroup: request.hintedRoutingGroup,
  });
  const seen = new Map<string, unknown>(Object.entries(outcome));
  const mismatches = Object.entries(expect)
    .filter(([part, wanted]) => !isDeepStrictEqual(seen.get(part), wanted))
    .map(
      ([part, wanted]) =>
        `${part} is ${JSON.stringify(seen.get(part))}, expected ${JSON.stringify(wanted)}`,
    );
  return { outcome, mismatches };
}
