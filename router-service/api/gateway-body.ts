import { z } from 'zod';
import { basicUser } from '../../protocol/headers';
import { isStatementSubmission, pathOf } from '../../protocol/paths';
import type { ReportedStatement, RoutingRequest } from '../../protocol/routing-request';
import { readStatementBody } from '../../protocol/statement-body';
import { clientHeaders, headerPairs } from '../client-headers';
import { sessionOf } from './session-of';

// A field of an unexpected kind counts as absent: an unanswered question costs more than a fact.
const text = z.string().nullish().catch(undefined);
const texts = z.array(z.string()).nullish().catch(undefined);
const claim = z.boolean().nullish().catch(undefined);

const queryProperties = z.object({
  body: text,
  queryType: text,
  resourceGroupQueryType: text,
  tables: texts,
  defaultCatalog: text,
  defaultSchema: text,
  catalogs: texts,
  schemas: texts,
  catalogSchemas: texts,
  isNewQuerySubmission: claim,
  isQueryParsingSuccessful: claim,
  errorMessage: text,
});

/** RoutingGroupExternalBody of Trino Gateway; unknown fields are for versions to come. */
export const gatewayBodySchema = z.object({
  trinoQueryProperties: queryProperties.nullish().catch(undefined),
  trinoRequestUser: z.object({ user: text, userInfo: text }).nullish().catch(undefined),
  contentType: text,
  remoteUser: text,
  method: text,
  requestURI: text,
  queryString: text,
  session: text,
  remoteAddr: text,
  remoteHost: text,
  parameters: z.record(z.string(), z.array(z.string())).nullish().catch(undefined),
});
type GatewayBody = z.infer<typeof gatewayBodySchema>;

const TELLING_FIELDS = ['trinoQueryProperties', 'trinoRequestUser', 'requestURI', 'remoteAddr'];

/** Whether a body is Trino Gateway's and not the plain one. */
export function isGatewayBody(body: unknown): body is object {
  return typeof body === 'object' && body !== null && TELLING_FIELDS.some((key) => key in body);
}

interface Call {
  rawHeaders: readonly string[];
  authorization?: string;
}

/** Reads Trino Gateway's body; the headers of the call are those of its client. */
export function gatewayRoutingRequest(body: object, call: Call): RoutingRequest {
  const gateway = gatewayBodySchema.parse(body);
  const properties = gateway.trinoQueryProperties ?? {};
  const { headers, headerSpelling } = clientHeaders(headerPairs(call.rawHeaders));
  const session = sessionOf(headers);
  const submitted = readStatementBody(properties.body ?? '', session.preparedStatements);
  return {
    ...session,
    ...submitted,
    reported: submitted.statement === '' ? reportedBy(properties) : undefined,
    isNewQuery: isNewQuery(gateway),
    user: present(gateway.trinoRequestUser?.user) ?? session.user ?? basicUser(call.authorization),
    catalog: session.catalog ?? present(properties.defaultCatalog),
    schema: session.schema ?? present(properties.defaultSchema),
    headers,
    headerSpelling,
    isSpellingLost: isSpellingLost(headerSpelling),
    remoteAddress: present(gateway.remoteAddr),
  };
}

/** The gateway's own headers of the call have capitals; those of its client tell. */
function isSpellingLost(headerSpelling: Readonly<Record<string, string>>): boolean {
  return Object.entries(headerSpelling)
    .filter(([lower]) => /^x-(?:trino|presto)-/.test(lower))
    .every(([lower, name]) => lower === name);
}

// `isNewQuerySubmission` is true for any POST, so the path has to tell as well.
function isNewQuery({ method, requestURI, trinoQueryProperties }: GatewayBody): boolean {
  const claimed = trinoQueryProperties?.isNewQuerySubmission === true;
  const isPost = method ? method.toUpperCase() === 'POST' : claimed;
  return isPost && (requestURI ? isStatementSubmission('POST', pathOf(requestURI)) : claimed);
}

/** What the gateway understood where it kept the text to itself, being too long or unreadable. */
function reportedBy(
  properties: NonNullable<GatewayBody['trinoQueryProperties']>,
): ReportedStatement | undefined {
  const queryType = present(properties.queryType);
  if (queryType === undefined) return undefined;
  return {
    queryType,
    resourceGroupQueryType: present(properties.resourceGroupQueryType) ?? '',
    catalogs: properties.catalogs ?? [],
    schemas: properties.schemas ?? [],
    catalogSchemas: properties.catalogSchemas ?? [],
    tables: properties.tables ?? [],
  };
}

function present(value: string | null | undefined): string | undefined {
  return value === null || value?.trim() === '' ? undefined : value;
}
