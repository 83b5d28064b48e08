import type { IncomingHttpHeaders } from 'node:http';

/** Header names of the Trino client protocol and of gateways, lower case. */
export const TRINO = {
  user: 'x-trino-user',
  source: 'x-trino-source',
  catalog: 'x-trino-catalog',
  schema: 'x-trino-schema',
  session: 'x-trino-session',
  clientTags: 'x-trino-client-tags',
  clientInfo: 'x-trino-client-info',
  preparedStatement: 'x-trino-prepared-statement',
  transactionId: 'x-trino-transaction-id',
  startedTransactionId: 'x-trino-started-transaction-id',
  // An invention of gateways; Trino itself ignores it.
  routingGroup: 'x-trino-routing-group',
} as const;

/** On the first page of a query: by which decision it went where it went. */
export const DECISION_ID_HEADER = 'X-Switchyard-Decision-Id';

/** Never logged, recorded or passed to the router: they prove who somebody is. */
export const SECRET_HEADERS: ReadonlySet<string> = new Set([
  'authorization',
  'proxy-authorization',
  'cookie',
  'set-cookie',
  'x-trino-extra-credential',
  'x-presto-extra-credential',
]);

/** `x-presto-user` for `x-trino-user`, the older spelling; other names stay as they are. */
export function prestoName(name: string): string {
  return PRESTO_NAMES.get(name) ?? name.replace('x-trino-', 'x-presto-');
}

const PRESTO_NAMES: ReadonlyMap<string, string> = new Map(
  Object.values(TRINO).map((name) => [name, name.replace('x-trino-', 'x-presto-')]),
);

/** First value of a header in either spelling of the protocol, trimmed; undefined when absent or blank. */
export function headerValue(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name] ?? headers[prestoName(name)];
  const first = (Array.isArray(value) ? value[0] : value)?.trim();
  return first === '' ? undefined : first;
}

/** User name of a Basic `Authorization` header; undefined for every other scheme. */
export function basicUser(authorization: string | undefined): string | undefined {
  const encoded = /^Basic\s+([A-Za-z0-9+/=_-]+)$/i.exec(authorization ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const name = Buffer.from(encoded, 'base64').toString('utf8').split(':', 1)[0];
  return name === '' ? undefined : name;
}
