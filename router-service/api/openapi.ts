import { z } from 'zod';
import { type Endpoint, endpoint } from './endpoint';
import { errorSchema } from './error-answer';
import { createSchemaCatalog, type SchemaCatalog } from './schema-catalog';

const MEANING: Record<number, string> = {
  400: 'The request is wrong; every problem is told with its place.',
  401: 'A token is needed, or this one is unknown.',
  403: 'The role of the token does not suffice, or a page of another site called.',
  404: 'There is nothing of that name.',
  409: 'It does not fit the present state: the name exists, is declared elsewhere, or If-Match is stale.',
  413: 'The body is longer than routerService.bodyLimit.',
  429: 'Something that can run only once at a time runs already.',
  415: 'The content type of the body is not understood.',
  503: 'The database does not answer.',
};

/** The OpenAPI document of the endpoints, and the endpoint that serves it, which is part of it. */
export function openApiEndpoint(others: readonly Endpoint[]): Endpoint {
  const self = endpoint({
    method: 'get',
    path: '/openapi.json',
    tag: 'operations',
    summary: 'This API in OpenAPI 3.1',
    role: 'everyone',
    answers: { 200: { description: 'The document.', schema: z.looseObject({}) } },
    handle: () => ({ status: 200, body: document }),
  });
  const document = openApiDocument([...others, self]);
  return self;
}

/** Describes the endpoints from the same schemas that check their calls. */
export function openApiDocument(endpoints: readonly Endpoint[]) {
  const catalog = createSchemaCatalog();
  const paths: Record<string, Record<string, unknown>> = {};
  for (const each of endpoints) {
    (paths[each.path] ??= {})[each.method] = operation(each, catalog);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Switchyard router-service',
      version: '1',
      description: 'Decides which routing group a Trino statement goes to, and why.',
    },
    servers: [{ url: '/' }],
    tags: [...new Set(endpoints.map(({ tag }) => tag))].map((name) => ({ name })),
    paths,
    components: {
      schemas: catalog.components(),
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
    },
  };
}

function operation(each: Endpoint, catalog: SchemaCatalog) {
  return {
    operationId: operationId(each),
    tags: [each.tag],
    summary: each.summary,
    ...(each.role !== 'everyone' && {
      description: `Needs the role ${each.role} where tokens are configured.`,
    }),
    security: each.role === 'everyone' ? [] : [{}, { token: [] }],
    parameters: parametersOf(each),
    ...(each.body && { requestBody: bodyOf(each.body, catalog) }),
    responses: { ...answersOf(each, catalog), ...errorsOf(each, catalog) },
  };
}

function operationId({ method, path }: Endpoint): string {
  const words = path.split(/[^A-Za-z0-9]+/).filter((word) => word !== '' && word !== 'v1');
  return [method, ...words].join('-');
}

function parametersOf(each: Endpoint): unknown[] {
  const headers = Object.entries(each.requestHeaders ?? {}).map(([name, description]) => ({
    name,
    in: 'header',
    description,
    schema: { type: 'string' },
  }));
  return [...fieldsOf(each.params, 'path'), ...fieldsOf(each.query, 'query'), ...headers];
}

function fieldsOf(schema: z.ZodType | undefined, place: 'path' | 'query'): unknown[] {
  if (schema === undefined) return [];
  const { properties = {}, required = [] } = z.toJSONSchema(schema, { io: 'input' });
  return Object.entries(properties).map(([name, property]) => {
    const { description, ...shape } = property as Record<string, unknown>;
    return { name, in: place, description, required: required.includes(name), schema: shape };
  });
}

function bodyOf(body: NonNullable<Endpoint['body']>, catalog: SchemaCatalog) {
  const schema = catalog.use(body.described);
  const types = [
    body.accepts === 'json lines' ? 'application/x-ndjson' : 'application/json',
    ...(body.accepts === 'json or yaml' ? ['application/yaml'] : []),
  ];
  const required = body.accepts !== 'json or nothing';
  return { required, content: Object.fromEntries(types.map((type) => [type, { schema }])) };
}

function answersOf(each: Endpoint, catalog: SchemaCatalog) {
  return Object.fromEntries(
    Object.entries(each.answers).map(([status, { description, schema, contentType }]) => {
      const media = contentType ?? (schema && 'application/json');
      const shape = schema ? catalog.use(schema) : { type: 'string' };
      return [status, { description, ...(media && { content: { [media]: { schema: shape } } }) }];
    }),
  );
}

function errorsOf(each: Endpoint, catalog: SchemaCatalog) {
  const statuses = new Set(each.errors);
  if (each.role !== 'everyone') [401, 403].forEach((status) => statuses.add(status));
  if (each.body) [400, 413].forEach((status) => statuses.add(status));
  if (each.body && each.body.accepts !== 'text') statuses.add(415);
  if (each.query || each.params) statuses.add(400);
  if (each.role === 'admin' || each.tag === 'history') statuses.add(503);
  const content = { 'application/json': { schema: catalog.use(errorSchema) } };
  return Object.fromEntries(
    [...statuses].sort().map((status) => [status, { description: MEANING[status], content }]),
  );
}
