import { unknownFact } from './check-comparison';
import { factNamed } from './facts';
import { headerRefusal, isHeaderValue } from './header-limits';
import { entriesOf, fieldOf, isObject, listOf } from './json-fields';
import type { RuleProblem } from './problem';

/**
 * What is wrong with a rule's event beyond its schema; parts that break the schema are skipped.
 * `allowedHeaders` are headers of identity that adjust rules may change.
 */
export function eventProblems(
  event: unknown,
  at: string,
  allowedHeaders: readonly string[],
): RuleProblem[] {
  const params = fieldOf(event, 'params');
  const type = fieldOf(event, 'type');
  if (!isObject(params)) return [];
  if (type === 'route') return routeProblems(params, `${at}.params`);
  if (type === 'limit') return limitProblems(params, `${at}.params`);
  return type === 'adjust' ? adjustProblems(params, `${at}.params`, allowedHeaders) : [];
}

function routeProblems(params: object, at: string): RuleProblem[] {
  return [
    ...weightProblems(params, at),
    ...oneValueProblems(fieldOf(params, 'stickyBy'), `${at}.stickyBy`),
    ...fallbackProblems(params, at),
  ];
}

function weightProblems(params: object, at: string): RuleProblem[] {
  const weights = fieldOf(params, 'weights');
  if (!isObject(weights)) return [];
  const values = Object.values(weights);
  if (values.some((weight) => typeof weight !== 'number' || weight > 0)) return [];
  const message = 'gives no group a share; write a number above 0 for at least one';
  return [{ path: `${at}.weights`, message }];
}

function limitProblems(params: object, at: string): RuleProblem[] {
  const by = fieldOf(params, 'by');
  if (by !== undefined && fieldOf(params, 'maxRunningQueries') === undefined) {
    return [{ path: `${at}.by`, message: 'counts nothing; add maxRunningQueries' }];
  }
  return oneValueProblems(by, `${at}.by`);
}

/** What is wrong with the name of a fact by whose value something is done. */
function oneValueProblems(name: unknown, path: string): RuleProblem[] {
  if (typeof name !== 'string' || name === '') return [];
  const fact = factNamed(name);
  if (fact === undefined) return [{ path, message: unknownFact(name) }];
  if (['string', 'number', 'boolean'].includes(fact.type)) return [];
  return [{ path, message: `is a ${fact.type}; write a fact of one value, such as user` }];
}

function fallbackProblems(params: object, at: string): RuleProblem[] {
  const fallback = listOf(fieldOf(params, 'fallback'));
  const path = `${at}.fallback`;
  if (fallback.length > 0 && fieldOf(params, 'strict') === true) {
    return [{ path, message: 'never serves while strict is true; remove one of the two' }];
  }
  return fallback.flatMap((group, index) => {
    if (group === fieldOf(params, 'routingGroup')) {
      const message = 'is the routing group of the rule itself; remove it';
      return [{ path: `${path}[${index}]`, message }];
    }
    return fallback.indexOf(group) === index
      ? []
      : [{ path: `${path}[${index}]`, message: 'stands there twice; keep one' }];
  });
}

function adjustProblems(
  params: object,
  at: string,
  allowedHeaders: readonly string[],
): RuleProblem[] {
  if (Object.keys(params).length === 0) {
    const message = 'adjusts nothing; add headers, clientTags, sessionProperties or source';
    return [{ path: at, message }];
  }
  return [
    ...headersProblems(params, at, allowedHeaders),
    ...tagProblems(params, 'clientTags', at),
    ...tagProblems(params, 'removeClientTags', at),
    ...propertyProblems(params, at),
    ...sourceProblems(fieldOf(params, 'source'), at),
    ...twiceProblems(params, at),
  ];
}

function tagProblems(params: object, field: string, at: string): RuleProblem[] {
  return listOf(fieldOf(params, field)).flatMap((tag, index) =>
    typeof tag === 'string' && (tag.includes(',') || !isHeaderValue(tag))
      ? [{ path: `${at}.${field}[${index}]`, message: 'must have no comma and no line break' }]
      : [],
  );
}

function propertyProblems(params: object, at: string): RuleProblem[] {
  const set = entriesOf(fieldOf(params, 'sessionProperties')).map(([name]) => ({
    name,
    path: `${at}.sessionProperties.${name}`,
  }));
  const removed = listOf(fieldOf(params, 'removeSessionProperties')).map((name, index) => ({
    name,
    path: `${at}.removeSessionProperties[${index}]`,
  }));
  return [...set, ...removed].flatMap(({ name, path }) =>
    typeof name !== 'string' || /^[^\s=,.]+(?:\.[^\s=,.]+)?$/.test(name)
      ? []
      : [{ path, message: 'is no session property; write name or catalog.name' }],
  );
}

function sourceProblems(source: unknown, at: string): RuleProblem[] {
  if (typeof source !== 'string' || isHeaderValue(source)) return [];
  return [
    { path: `${at}.source`, message: 'must have no line breaks or other control characters' },
  ];
}

function headersProblems(
  params: object,
  at: string,
  allowedHeaders: readonly string[],
): RuleProblem[] {
  const seen = new Set<string>();
  return headersOf(params, at).flatMap(({ name, value, path }) => {
    const twice = seen.has(name.toLowerCase());
    seen.add(name.toLowerCase());
    const refusal = headerRefusal(name, allowedHeaders);
    if (refusal !== undefined) return [{ path, message: refusal }];
    if (twice) return [{ path, message: 'is changed twice by this rule; keep one' }];
    if (typeof value !== 'string' || isHeaderValue(value)) return [];
    return [{ path, message: 'must have no line breaks or other control characters' }];
  });
}

/** Every header that the rule sets, appends to or removes, in any spelling. */
function headersOf(params: object, at: string) {
  const written = ['headers', 'appendHeaders'].flatMap((field) =>
    entriesOf(fieldOf(params, field)).map(([name, value]) => ({
      ...{ name, value, path: `${at}.${field}.${name}` },
    })),
  );
  const removed = listOf(fieldOf(params, 'removeHeaders')).flatMap((name, index) =>
    typeof name === 'string'
      ? [{ name, value: undefined, path: `${at}.removeHeaders[${index}]` }]
      : [],
  );
  return [...written, ...removed];
}

/** Tags and session properties that one rule both sets and removes. */
function twiceProblems(params: object, at: string): RuleProblem[] {
  const both = (field: string, set: readonly unknown[]) =>
    listOf(fieldOf(params, field)).flatMap((name, index) =>
      set.includes(name)
        ? [{ path: `${at}.${field}[${index}]`, message: 'is set by this rule too; keep one' }]
        : [],
    );
  return [
    ...both('removeClientTags', listOf(fieldOf(params, 'clientTags'))),
    ...both(
      'removeSessionProperties',
      entriesOf(fieldOf(params, 'sessionProperties')).map(([name]) => name),
    ),
  ];
}
