import { z } from 'zod';
import { ruleSetSchema } from '../../rules/schema';

/** A revision without its rules, as lists show it. */
export const revisionSummarySchema = z.object({
  revision: z.number().int(),
  author: z.string(),
  note: z.string(),
  createdAt: z.iso.datetime(),
  active: z.boolean(),
  activatedAt: z.iso.datetime().optional(),
});

/** One immutable saved state of the rule set. */
export const revisionSchema = revisionSummarySchema.extend({ ruleSet: ruleSetSchema });
