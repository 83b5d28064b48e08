import { z } from 'zod';
import { type Admission, admissionSchema, clusterSchema } from '../../protocol/cluster';
import { clusterRecordSchema } from '../../protocol/decision';
import { badInput } from '../../runtime/service-error';
import type { ClusterRegistry } from '../clusters/cluster-registry';
import { jsonBody } from './body-spec';
import { type Endpoint, endpoint } from './endpoint';

// Any text may be asked for: a name that no cluster can have is simply not found.
const clusterName = z.object({ name: z.string().describe('Name of the cluster.') });

// A change that leaves the admission out must not put a cluster back to work that was switched off.
const changeSchema = clusterSchema.partial({ name: true }).extend({
  admission: admissionSchema
    .optional()
    .describe('ACTIVE takes statements, DRAINING and INACTIVE do not; default: as it is.'),
});

const common = { tag: 'clusters', params: clusterName } as const;
const record = (description: string) => ({ 200: { description, schema: clusterRecordSchema } });

/** /v1/clusters/{name} and the POST that makes one; the list stands in watch-clusters.ts. */
export function clusterEndpoints(clusters: ClusterRegistry): Endpoint[] {
  return [
    addCluster(clusters),
    getCluster(clusters),
    changeCluster(clusters),
    removeCluster(clusters),
    setAdmission(clusters, 'activate', 'ACTIVE', 'Let a cluster take statements'),
    setAdmission(clusters, 'deactivate', 'INACTIVE', 'Send a cluster no more statements'),
  ];
}

function addCluster(clusters: ClusterRegistry): Endpoint {
  return endpoint({
    method: 'post',
    path: '/v1/clusters',
    tag: 'clusters',
    summary: 'Add a cluster',
    role: 'admin',
    body: jsonBody(clusterSchema),
    answers: { 201: { description: 'The cluster.', schema: clusterRecordSchema } },
    errors: [409],
    async handle({ body, caller }) {
      const added = await clusters.add(body, caller);
      return { status: 201, headers: { Location: `/v1/clusters/${added.name}` }, body: added };
    },
  });
}

function getCluster(clusters: ClusterRegistry): Endpoint {
  return endpoint({
    ...common,
    method: 'get',
    path: '/v1/clusters/{name}',
    summary: 'One cluster with its health',
    role: 'view',
    answers: record('The cluster.'),
    errors: [404],
    handle: ({ params }) => ({ status: 200, body: clusters.get(params.name) }),
  });
}

function changeCluster(clusters: ClusterRegistry): Endpoint {
  return endpoint({
    ...common,
    method: 'put',
    path: '/v1/clusters/{name}',
    summary: 'Change a cluster; the name may be left out of the body',
    role: 'admin',
    body: jsonBody(changeSchema),
    answers: record('The cluster as it is now.'),
    errors: [404, 409],
    async handle({ params, body, caller }) {
      if (body.name !== undefined && body.name !== params.name) {
        const message = `must be "${params.name}" as in the path; add a new cluster to rename one`;
        throw badInput([{ path: 'name', message }]);
      }
      const { admission } = clusters.get(params.name);
      const change = { admission, ...body, name: params.name };
      return { status: 200, body: await clusters.change(params.name, change, caller) };
    },
  });
}

function removeCluster(clusters: ClusterRegistry): Endpoint {
  return endpoint({
    ...common,
    method: 'delete',
    path: '/v1/clusters/{name}',
    summary: 'Remove a cluster',
    role: 'admin',
    answers: { 204: { description: 'It is removed.' } },
    errors: [404, 409],
    async handle({ params, caller }) {
      await clusters.remove(params.name, caller);
      return { status: 204 };
    },
  });
}

function setAdmission(
  clusters: ClusterRegistry,
  verb: string,
  admission: Admission,
  summary: string,
): Endpoint {
  return endpoint({
    ...common,
    method: 'post',
    path: `/v1/clusters/{name}/${verb}`,
    summary,
    role: 'operate',
    answers: record('The cluster as it is now.'),
    errors: [404],
    handle: async ({ params, caller }) => ({
      status: 200,
      body: await clusters.setAdmission(params.name, admission, caller),
    }),
  });
}
