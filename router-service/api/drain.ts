import { z } from 'zod';
import { clusterRecordSchema } from '../../protocol/decision';
import { atDeadlineSchema, pastDrainSchema } from '../../protocol/drain';
import { ServiceError } from '../../runtime/service-error';
import { duration } from '../../runtime/units';
import type { ClusterRegistry } from '../clusters/cluster-registry';
import { checked } from './body-spec';
import { type Endpoint, type BodySpec, endpoint } from './endpoint';

const clusterName = z.object({ name: z.string().describe('Name of the cluster.') });

const orderSchema = z.strictObject({
  deadline: duration
    .optional()
    .describe(
      'How long from now on the drain may take, such as 30m; default: as long as it needs.',
    ),
  then: atDeadlineSchema
    .optional()
    .describe(
      'What happens at the deadline. CANCEL, the default: what is left is canceled, and the cluster becomes INACTIVE. INACTIVE: it becomes INACTIVE with queries on it, which their clients cannot reach any more. ACTIVE: the drain is given up.',
    ),
});

const waitQuery = z.object({
  wait: duration
    .optional()
    .describe(
      'How long to wait for the end of the drain, such as 10m. The answer begins with line breaks, which keep the connection alive and which JSON allows.',
    ),
});

const orderBody: BodySpec<z.infer<typeof orderSchema>> = {
  described: orderSchema,
  accepts: 'json or nothing',
  read: (value) => checked(orderSchema, value ?? {}, 'The request body'),
};

/** Load balancers end connections that are silent for a minute, some for half of one. */
const SIGN_OF_LIFE_MS = 5_000;

/** POST /v1/clusters/{name}/drain and what drains there were. */
export function drainEndpoints(clusters: ClusterRegistry): Endpoint[] {
  return [drain(clusters), pastDrains(clusters)];
}

function drain(clusters: ClusterRegistry): Endpoint {
  return endpoint({
    method: 'post',
    path: '/v1/clusters/{name}/drain',
    tag: 'clusters',
    summary: 'Send a cluster no new statements and switch it off when nothing runs there any more',
    role: 'operate',
    params: clusterName,
    query: waitQuery,
    body: orderBody,
    answers: {
      200: {
        description: 'The cluster as it is now; drain tells how far it is.',
        schema: clusterRecordSchema,
      },
    },
    errors: [404],
    async handle({ params: { name }, query: { wait }, body, caller, signal }) {
      const order = { deadlineMs: body.deadline, then: body.then };
      const record = await clusters.drain(name, order, caller);
      if (wait === undefined || record.admission !== 'DRAINING')
        return { status: 200, body: record };
      return {
        status: 200,
        headers: {
          'Content-Type': 'application/json; charset=utf-8',
          'Cache-Control': 'no-store',
          // nginx would hold the signs of life back.
          'X-Accel-Buffering': 'no',
        },
        stream: drained(clusters, name, wait, signal),
      };
    },
  });
}

/** As `untilDrained`; a cluster that is removed meanwhile ends it with the error, as the status is told already. */
async function* drained(...args: Parameters<typeof untilDrained>): AsyncGenerator<string> {
  try {
    yield* untilDrained(...args);
  } catch (err) {
    if (!(err instanceof ServiceError)) throw err;
    yield JSON.stringify({ code: err.code, message: err.message });
  }
}

/** Line breaks until the cluster drains no more, the time is over or the caller goes; then the cluster. */
async function* untilDrained(
  clusters: ClusterRegistry,
  name: string,
  waitMs: number,
  signal: AbortSignal,
): AsyncGenerator<string> {
  const end = performance.now() + waitMs;
  const last = () => clusters.get(name);
  let signOfLife = 0;
  while (last().admission === 'DRAINING' && performance.now() < end && !signal.aborted) {
    if (performance.now() >= signOfLife) {
      yield '\n';
      signOfLife = performance.now() + SIGN_OF_LIFE_MS;
    }
    const step = Math.max(0, Math.min(end, signOfLife) - performance.now());
    await clusters.waitForChange(clusters.etag(), step, signal);
  }
  yield JSON.stringify(last());
}

function pastDrains(clusters: ClusterRegistry): Endpoint {
  return endpoint({
    method: 'get',
    path: '/v1/clusters/{name}/drains',
    tag: 'clusters',
    summary: 'Who drained the cluster, and how that ended; newest first, at most 100',
    role: 'view',
    params: clusterName,
    answers: {
      200: { description: 'The drains.', schema: z.object({ drains: z.array(pastDrainSchema) }) },
    },
    handle: async ({ params }) => ({
      status: 200,
      body: { drains: await clusters.drains(params.name) },
    }),
  });
}
