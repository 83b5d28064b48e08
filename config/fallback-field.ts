import { z } from 'zod';

/** What the proxy does with a statement while no router-service decides. */
export const fallbackSchema = z.enum(['header', 'default-group', 'last-decision', 'reject']);
export type Fallback = z.infer<typeof fallbackSchema>;

export const fallbackField = fallbackSchema
  .default('header')
  .describe(
    "Group of a statement while no router answers: header (the client's X-Trino-Routing-Group where a cluster serves it, else the default group), default-group, last-decision (as the same user and source were last routed with it, else as header) or reject; default header.",
  );
