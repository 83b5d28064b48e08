import { z } from 'zod';
import {
  placeAnswerSchema,
  placeRequestSchema,
  queueSchema,
  takenPlaceSchema,
} from '../../protocol/places';
import { duration } from '../../runtime/units';
import type { Places } from '../places/places';
import { jsonBody } from './body-spec';
import { type Endpoint, endpoint } from './endpoint';

const MAX_WAIT_MS = 10_000;

const waitQuery = z.object({
  wait: duration.optional().describe('How long to wait for a place that is not free; at most 10s.'),
});
const ofTicket = { tag: 'routing', params: z.object({ ticket: z.string() }) } as const;

/** /v1/places and /v1/queue: how many queries run under limits, and who waits. */
export function placeEndpoints(places: Places): Endpoint[] {
  return [
    endpoint({
      method: 'post',
      path: '/v1/places',
      tag: 'routing',
      summary: 'Ask for a place to run a statement under limits',
      role: 'operate',
      query: waitQuery,
      body: jsonBody(placeRequestSchema),
      answers: { 200: { description: 'Granted, or not yet.', schema: placeAnswerSchema } },
      errors: [503],
      async handle({ body, query, signal }) {
        const wait = Math.min(query.wait ?? 0, MAX_WAIT_MS);
        return { status: 200, body: await places.ask(body, wait, signal) };
      },
    }),
    endpoint({
      ...ofTicket,
      method: 'put',
      path: '/v1/places/{ticket}',
      summary: 'Tell which query runs in a place',
      role: 'operate',
      body: jsonBody(takenPlaceSchema),
      answers: { 204: { description: 'Noted.' } },
      errors: [503],
      async handle({ params, body }) {
        await places.take(params.ticket, body);
        return { status: 204 };
      },
    }),
    endpoint({
      ...ofTicket,
      method: 'delete',
      path: '/v1/places/{ticket}',
      summary: 'Free a place, or leave the queue',
      role: 'operate',
      answers: { 204: { description: 'It is free, or was no place.' } },
      errors: [503],
      async handle({ params }) {
        await places.leave(params.ticket);
        return { status: 204 };
      },
    }),
    endpoint({
      ...ofTicket,
      method: 'get',
      path: '/v1/places/{ticket}/statement',
      summary: 'The encrypted statement that waits for a place',
      role: 'operate',
      answers: {
        200: { description: 'As its proxy gave it.', schema: z.object({ sealed: z.string() }) },
      },
      errors: [404, 503],
      async handle({ params }) {
        return { status: 200, body: { sealed: await places.sealed(params.ticket) } };
      },
    }),
    endpoint({
      method: 'get',
      path: '/v1/queue',
      tag: 'routing',
      summary: 'Limits that are in use, and who waits for what',
      role: 'view',
      answers: { 200: { description: 'In the order of the queue.', schema: queueSchema } },
      errors: [503],
      handle: async () => ({ status: 200, body: await places.queue() }),
    }),
  ];
}
