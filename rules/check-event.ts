import { unknownFact } from './check-comparison';
import { factNamed } from './facts';
import { headerRefusal, isHeaderValue } from './header-limits';
import { entriesOf, fieldOf, isObject, listOf } from './json-fields';
import type { RuleProblem } from './problem';

/** What is wrong with a rule's event beyond its schema; parts that break the schema are skipped. */
export function eventProblems(event: unknown, at: string): RuleProblem[] {
  const params = fieldOf(event, 'params');
  const type = fieldOf(event, 'type');
  if (!isObject(params)) return [];
  if (type === 'route') return routeProblems(params, `${at}.params`);
  return type === 'adjust' ? adjustProblems(params, `${at}.params`) : [];
}

function routeProblems(params: object, at: string): RuleProblem[] {
  return [...weightProblems(params, at), ...stickyProblems(fieldOf(params, 'stickyBy'), at)];
}

function weightProblems(params: object, at: string): RuleProblem[] {
  const weights = fieldOf(params, 'weights');
  if (!isObject(weights)) return [];
  const values = Object.values(weights);
  if (values.some((weight) => typeof weight !== 'number' || weight > 0)) return [];
  const message = 'gives no group a share; write a number above 0 for at least one';
  return [{ path: `${at}.weights`, message }];
}

function stickyProblems(stickyBy: unknown, at: string): RuleProblem[] {
  if (typeof stickyBy !== 'string' || stickyBy === '') return [];
  const path = `${at}.stickyBy`;
  const fact = factNamed(stickyBy);
  if (fact === undefined) return [{ path, message: unknownFact(stickyBy) }];
  if (fact.type !== 'set' && fact.type !== 'map') return [];
  return [{ path, message: `is a ${fact.type}; write a fact of one value, such as user` }];
}

function adjustProblems(params: object, at: string): RuleProblem[] {
  const headers = headersProblems(entriesOf(fieldOf(params, 'headers')), `${at}.headers`);
  const tags = listOf(fieldOf(params, 'clientTags')).flatMap((tag, index) =>
    typeof tag === 'string' && !isTag(tag)
      ? [{ path: `${at}.clientTags[${index}]`, message: 'must have no comma and no line break' }]
      : [],
  );
  const properties = entriesOf(fieldOf(params, 'sessionProperties')).flatMap(([name]) =>
    /^[^\s=,.]+(?:\.[^\s=,.]+)?$/.test(name)
      ? []
      : [
          {
            path: `${at}.sessionProperties.${name}`,
            message: 'is no session property; write name or catalog.name',
          },
        ],
  );
  const empty = Object.keys(params).length === 0;
  const nothing = {
    path: at,
    message: 'adjusts nothing; add headers, clientTags or sessionProperties',
  };
  return [...headers, ...tags, ...properties, ...(empty ? [nothing] : [])];
}

function isTag(tag: string): boolean {
  return !tag.includes(',') && isHeaderValue(tag);
}

function headersProblems(headers: [string, unknown][], at: string): RuleProblem[] {
  const seen = new Set<string>();
  return headers.flatMap(([name, value]) => {
    const path = `${at}.${name}`;
    const twice = seen.has(name.toLowerCase());
    seen.add(name.toLowerCase());
    const refusal = headerRefusal(name);
    if (refusal !== undefined) return [{ path, message: refusal }];
    if (twice) return [{ path, message: 'is set twice in other spelling; keep one' }];
    if (typeof value !== 'string' || isHeaderValue(value)) return [];
    return [{ path, message: 'must have no line breaks or other control characters' }];
  });
}
