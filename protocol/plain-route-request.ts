import type { PlainRouteRequest } from './decision';

type Check = (value: unknown) => boolean;

const isText: Check = (value) => typeof value === 'string';
const isTexts: Check = (value) => Array.isArray(value) && value.every(isText);

const isTextsByName: Check = (value) => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  for (const name in value) {
    // zod leaves this name out, so it has to make the value.
    if (name === '__proto__' || !isText((value as Record<string, unknown>)[name])) return false;
  }
  return true;
};

const FIELDS: ReadonlyMap<string, Check> = new Map<keyof PlainRouteRequest, Check>([
  ...(['statement', 'user', 'source', 'clientInfo', 'catalog'] as const).map(textField),
  ...(['schema', 'remoteAddress', 'userAgent'] as const).map(textField),
  ['clientTags', isTexts],
  ['sessionProperties', isTextsByName],
  ['preparedStatements', isTextsByName],
  ['headers', isTextsByName],
]);

function textField<Name>(name: Name): [Name, Check] {
  return [name, isText];
}

/**
 * Whether a value read from JSON is a plain routing request as it stands. This is asked of each statement,
 * and zod would take longer than the decision; of what it refuses, `plainRouteRequestSchema` judges.
 */
export function isPlainRouteRequest(value: unknown): value is PlainRouteRequest {
  if (typeof value !== 'object' || value === null) return false;
  let hasStatement = false;
  for (const name in value) {
    const isRight = FIELDS.get(name);
    if (!isRight?.((value as Record<string, unknown>)[name])) return false;
    hasStatement ||= name === 'statement';
  }
  return hasStatement;
}
