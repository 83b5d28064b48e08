import { z } from 'zod';

export const atDeadlineSchema = z.enum(['CANCEL', 'INACTIVE', 'ACTIVE']);

/** What becomes of a drain that is not idle at its deadline. */
export type AtDeadline = z.infer<typeof atDeadlineSchema>;

export const drainOutcomeSchema = z.enum([
  'IDLE',
  'CANCELED',
  'DEADLINE',
  'GIVEN_UP',
  'UNDONE',
  'DEACTIVATED',
  'REMOVED',
]);

/** How a drain ended. */
export type DrainOutcome = z.infer<typeof drainOutcomeSchema>;

const orderSchema = z.object({
  since: z.iso.datetime(),
  by: z.string().describe('Who asked for it: the name of a token, or anonymous.'),
  deadline: z.iso.datetime().optional(),
  then: atDeadlineSchema.optional().describe('What happens at the deadline.'),
});

/** A drain that goes on. */
export const drainSchema = orderSchema.extend({
  cancelingSince: z.iso
    .datetime()
    .optional()
    .describe('Since when what was left at the deadline is being canceled.'),
  running: z.int().min(0).describe('Queries with a client, of all proxies.'),
  oldest: z.iso.datetime().optional().describe('When the oldest of them was submitted.'),
  transactions: z.int().min(0).describe('Explicit transactions that are open.'),
  coordinator: z
    .int()
    .min(0)
    .optional()
    .describe('Queries that the coordinator itself counts; absent where it does not tell.'),
  text: z.string().describe('All that for people: 7 running, oldest 12 min, 3 transactions.'),
});
export type Drain = z.infer<typeof drainSchema>;

/** A drain of the past, or the one that goes on. */
export const pastDrainSchema = orderSchema.extend({
  ended: z.iso.datetime().optional().describe('Absent as long as it goes on.'),
  endedBy: z.string().optional().describe('Who ended it; drain: it came to its own end.'),
  outcome: drainOutcomeSchema
    .optional()
    .describe(
      'IDLE: nothing ran any more. At the deadline CANCELED, DEADLINE (INACTIVE) or GIVEN_UP (ACTIVE). UNDONE, DEACTIVATED and REMOVED by a person.',
    ),
});
export type PastDrain = z.infer<typeof pastDrainSchema>;
