import { z } from 'zod';
import { durationBetween } from '../runtime/units';

/** What happens to statements above a limit of running queries. */
export const queueSection = z.strictObject({
  maxWaiting: z
    .int()
    .min(0)
    .max(100_000)
    .default(1000)
    .describe('Statements that may wait at once, further ones fail; default 1000.'),
  maxWait: durationBetween('1s', '7d')
    .prefault('30m')
    .describe('How long a statement may wait before it fails; default 30m.'),
});
