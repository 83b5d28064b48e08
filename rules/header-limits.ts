// Whose word a header is, and what carries the message itself, is not for rules to change.
const IDENTITY = new Set([
  'authorization',
  'proxy-authorization',
  'www-authenticate',
  'proxy-authenticate',
  'cookie',
  'set-cookie',
  'forwarded',
  'x-real-ip',
  'x-trino-user',
  'x-trino-original-user',
  'x-trino-original-roles',
  'x-trino-extra-credential',
  'x-trino-role',
]);

const TRANSPORT = new Set([
  'host',
  'content-length',
  'content-type',
  'content-encoding',
  'transfer-encoding',
  'connection',
  'keep-alive',
  'te',
  'trailer',
  'upgrade',
  'expect',
  'x-trino-transaction-id',
]);

const OWN_FIELD = new Map([
  ['x-trino-client-tags', 'clientTags'],
  ['x-trino-session', 'sessionProperties'],
]);

/**
 * Why a rule may not change a header; undefined when it may. Old X-Presto spellings count the same.
 * `allowed` are headers of identity that the rule set names as free to change.
 */
export function headerRefusal(header: string, allowed: readonly string[]): string | undefined {
  if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(header)) {
    return 'is no header name; write letters, digits and hyphens';
  }
  const name = modernName(header);
  if (isIdentity(name) && !allowed.some((other) => modernName(other) === name)) {
    return 'tells who the client is, which rules do not change; remove it, or name it in allowHeaders of the rule set';
  }
  if (TRANSPORT.has(name))
    return 'belongs to the connection, which rules may not change; remove it';
  const field = OWN_FIELD.get(name);
  return field === undefined ? undefined : `has a field of its own; use ${field} instead`;
}

/** Whether it makes sense to allow a header by name: it is one that is refused otherwise. */
export function isIdentityHeader(header: string): boolean {
  return isIdentity(modernName(header));
}

function isIdentity(name: string): boolean {
  return IDENTITY.has(name) || name.startsWith('x-forwarded-');
}

function modernName(header: string): string {
  return header.toLowerCase().replace(/^x-presto-/, 'x-trino-');
}

/** Tab and printable characters of one byte, as RFC 9110 (5.5) allows; no line breaks above all. */
export function isHeaderValue(value: string): boolean {
  return /^[\t\x20-\x7e\x80-\xff]*$/.test(value);
}
