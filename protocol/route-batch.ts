import { z } from 'zod';
import { routeResponseSchema } from './decision';

/** A line of the answer of POST /v1/route/batch: what one line of the question gets. */
export const batchedRouteSchema = z.object({
  at: z.int().min(0).describe('Which line of the question it answers, counted from 0.'),
  route: routeResponseSchema.optional().describe('As /v1/route answers it.'),
  error: z
    .object({ code: z.string(), message: z.string(), path: z.string().optional() })
    .optional()
    .describe('Why the line is refused.'),
});
export type BatchedRoute = z.infer<typeof batchedRouteSchema>;
