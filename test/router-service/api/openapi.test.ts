import type { Express } from 'express';
import { z } from 'zod';
import { createApp, type RouterServices } from '../../../router-service/api/app';
import { openApiDocument } from '../../../router-service/api/openapi';
import { endpoint } from '../../../router-service/api/endpoint';
import { jsonBody } from '../../../router-service/api/body-spec';
import { type RunningRouter, startRouter } from '../running-router';

interface Operation {
  operationId: string;
  summary: string;
  tags: string[];
  security: unknown[];
  parameters: { name: string; in: string; required?: boolean; schema: object }[];
  requestBody?: { content: Record<string, { schema: object }> };
  responses: Record<string, { description: string; content?: Record<string, { schema: object }> }>;
}
interface Document {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, object> };
}

let router: RunningRouter;
let document: Document;
let operations: [string, Operation][];

beforeAll(async () => {
  router = await startRouter();
  document = (await router.api.get('/openapi.json').expect(200)).body as Document;
  operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]): [string, Operation] => [
      `${method} ${path}`,
      operation,
    ]),
  );
});
afterAll(() => router.stop());

/** What Express itself has in its router. */
function routesOf(app: Express): string[] {
  const layers = app.router.stack as unknown as {
    route?: { path: string; methods: Record<string, boolean> };
  }[];
  return layers.flatMap(({ route }) =>
    route === undefined
      ? []
      : Object.keys(route.methods).map(
          (method) => `${method} ${route.path.replaceAll(/:(\w+)/g, '{$1}')}`,
        ),
  );
}

test('the document has exactly the routes that Express has', () => {
  // Routes are made from the shape of the services alone; none of them is called here.
  const services = {
    config: { tokens: [], routerService: { bodyLimit: 1 } },
    stopping: new AbortController().signal,
  } as unknown as RouterServices;
  const documented = operations.map(([name]) => name).sort();
  expect(documented).toEqual(routesOf(createApp(services)).sort());
  expect(documented.length).toBeGreaterThan(25);
});

test('every operation has a summary, an id of its own, parameters and described answers', () => {
  const ids = operations.map(([, { operationId }]) => operationId);
  expect(new Set(ids).size).toBe(ids.length);
  for (const [name, operation] of operations) {
    expect([name, operation.summary.length > 5, operation.tags.length]).toEqual([name, true, 1]);
    const inPath = [...name.matchAll(/\{(\w+)\}/g)].map(([, parameter]) => parameter);
    const told = operation.parameters.filter((p) => p.in === 'path' && p.required);
    expect([name, told.map((parameter) => parameter.name)]).toEqual([name, inPath]);
    const answers = Object.values(operation.responses);
    expect([name, answers.every(({ description }) => description.length > 3)]).toEqual([
      name,
      true,
    ]);
    if (!name.startsWith('get') && operation.security.length > 0) {
      expect([name, Object.keys(operation.responses)]).toEqual([
        name,
        expect.arrayContaining(['401', '403']) as string[],
      ]);
    }
  }
});

test('every reference leads to a schema, and no schema keeps private definitions', () => {
  const text = JSON.stringify(document);
  const references = [...text.matchAll(/"\$ref":"([^"]+)"/g)].map(([, reference]) =>
    String(reference),
  );
  expect(references.length).toBeGreaterThan(20);
  for (const reference of new Set(references)) {
    const name = /^#\/components\/schemas\/([\w.-]+)$/.exec(reference)?.[1];
    expect([reference, document.components.schemas[name ?? '']]).toEqual([
      reference,
      expect.any(Object),
    ]);
  }
  expect(text).not.toContain('$defs');
  expect(text).not.toContain('$schema');
});

test('bodies are those that the calls are checked by', () => {
  const body = document.paths['/v1/clusters']?.post?.requestBody?.content['application/json'];
  expect(body).toEqual({ schema: { $ref: '#/components/schemas/Cluster' } });
  expect(document.components.schemas.Cluster).toMatchObject({
    required: ['name', 'url', 'routingGroups'],
    additionalProperties: false,
  });
  const rules = document.paths['/v1/rules']?.post?.requestBody?.content ?? {};
  expect(Object.keys(rules)).toEqual(['application/json', 'application/yaml']);
  expect(document.components.schemas.RouteResponse).toMatchObject({
    properties: { decision: { properties: { id: { type: 'string' } } } },
  });
});

test('open calls ask for no token, all others allow one', () => {
  const open = operations.filter(([, { security }]) => security.length === 0).map(([name]) => name);
  expect(open.sort()).toEqual([
    'get /',
    'get /docs',
    'get /docs/{file}',
    'get /livez',
    'get /metrics',
    'get /openapi.json',
    'get /readyz',
    'post /v1/route',
    'post /v1/route/batch',
  ]);
});

test('an endpoint is described by its own schemas', () => {
  const answer = { 200: { description: 'Done.', schema: z.object({ ok: z.boolean() }) } };
  const described = openApiDocument([
    endpoint({
      method: 'post',
      path: '/x/{id}',
      tag: 'rules',
      summary: 'Do x',
      role: 'admin',
      params: z.object({ id: z.string() }),
      query: z.object({ dry: z.enum(['true', 'false']).default('false').describe('Only try.') }),
      body: jsonBody(z.strictObject({ n: z.number() })),
      answers: answer,
      errors: [404],
      handle: () => ({ status: 200 }),
    }),
  ]);
  expect(described.paths['/x/{id}']?.post).toMatchObject({
    operationId: 'post-x-id',
    parameters: [
      { name: 'id', in: 'path', required: true },
      { name: 'dry', in: 'query', required: false, description: 'Only try.' },
    ],
    requestBody: { content: { 'application/json': { schema: { required: ['n'] } } } },
  });
});
