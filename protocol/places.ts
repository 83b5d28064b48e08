import { z } from 'zod';

const ticketSchema = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,64}$/, 'must be 1 to 64 letters, digits, "_" or "-"');

const limitSchema = z.strictObject({ key: z.string().min(1).max(2000), max: z.int().min(1) });

const waySchema = z.strictObject({
  cluster: z.string().max(100),
  limits: z.array(limitSchema).max(100),
});

/** Body of POST /v1/places: a statement that wants to run under limits, in the words of its proxy. */
export const placeRequestSchema = z.strictObject({
  ticket: ticketSchema.describe('Names the statement; asking again with it changes nothing twice.'),
  proxyId: z.string().max(100),
  user: z.string().max(1000),
  priority: z.int().min(-100).max(100).default(0).describe('Higher ones go first.'),
  ways: z
    .array(waySchema)
    .min(1)
    .max(500)
    .describe('Clusters in the order of preference, each with all limits that hold there.'),
  sealed: z
    .string()
    .max(19_000_000)
    .optional()
    .describe('The encrypted statement, for the proxy that will hand it over.'),
});
export type PlaceRequest = z.infer<typeof placeRequestSchema>;

/** Answer of POST /v1/places. */
export const placeAnswerSchema = z.discriminatedUnion('state', [
  z.object({ state: z.literal('GRANTED'), cluster: z.string() }),
  z.object({
    state: z.literal('WAITING'),
    waitedMs: z.number().describe('Since it asked first.'),
  }),
  z.object({ state: z.literal('FULL'), waiting: z.int().describe('Statements in the queue.') }),
]);
export type PlaceAnswer = z.infer<typeof placeAnswerSchema>;

/** Body of PUT /v1/places/{ticket}: a query runs in the place, whoever granted it. */
export const takenPlaceSchema = z.strictObject({
  proxyId: z.string().max(100),
  cluster: z.string().max(100),
  user: z.string().max(1000),
  keys: z.array(z.string().min(1).max(2000)).max(100),
  queryId: z.string().max(100).optional(),
});
export type TakenPlace = z.infer<typeof takenPlaceSchema>;

/** Answer of GET /v1/queue. */
export const queueSchema = z.object({
  limits: z.array(
    z.object({
      key: z.string().describe('cluster:NAME, group:NAME or rule:NAME[/VALUE].'),
      running: z.int(),
    }),
  ),
  waiting: z.array(
    z.object({
      user: z.string(),
      priority: z.int(),
      since: z.iso.datetime(),
      waitsFor: z.array(z.string()).describe('Its limits that have no room.'),
    }),
  ),
});
export type Queue = z.infer<typeof queueSchema>;
