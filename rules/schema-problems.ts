import type { z } from 'zod';
import { fieldOf, listOf } from './json-fields';
import { knownFields } from './known-fields';
import { nearestName } from './nearest-name';
import { type RuleProblem, pathText } from './problem';
import { ruleSetSchema } from './schema';

// Every honest rule set is far flatter; the limit keeps recursion over the input safe.
const MAX_DEPTH = 64;
const TOO_DEEP = `is nested more than ${MAX_DEPTH} levels deep; move inner conditions to "conditions" and refer to them by name`;
// Far beyond what people write, and few enough for every problem in them to be collected.
const MAX_RULES = 10_000;
const MAX_VALUES = 250_000;
const TOO_MANY = `holds more than ${MAX_VALUES} values; leave out what is not needed`;
const TOO_MANY_RULES = `has more than ${MAX_RULES} rules; leave out what is not needed`;
const NO_NAME = 'is no name that can be used; choose another';

/** Everything in which the input does not follow the schema; a wrong part hides no other part. */
export function schemaProblems(input: unknown): RuleProblem[] {
  const result = ruleSetSchema.safeParse(input);
  return result.success ? [] : result.error.issues.flatMap((issue) => problemsOf(issue, [], input));
}

/** What makes input unfit for everything that looks into it further: size, depth, one key. */
export function unfitProblem(input: unknown): RuleProblem | undefined {
  if (listOf(fieldOf(input, 'rules')).length > MAX_RULES) {
    return { path: 'rules', message: TOO_MANY_RULES };
  }
  const open: { value: unknown; path: PropertyKey[] }[] = [{ value: input, path: [] }];
  let values = 0;
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { value, path } = next;
    if (++values > MAX_VALUES) return { path: '', message: TOO_MANY };
    if (typeof value !== 'object' || value === null) continue;
    if (path.length >= MAX_DEPTH) return { path: pathText(path), message: TOO_DEEP };
    const isList = Array.isArray(value);
    for (const [key, inner] of Object.entries(value)) {
      const innerPath = [...path, isList ? Number(key) : key];
      // Copies of objects would lose it without a word.
      if (key === '__proto__') return { path: pathText(innerPath), message: NO_NAME };
      open.push({ value: inner, path: innerPath });
    }
  }
  return undefined;
}

type Issue = z.core.$ZodIssue;

function problemsOf(issue: Issue, at: readonly PropertyKey[], input: unknown): RuleProblem[] {
  const holder = [...at, ...issue.path];
  const path = pathText(holder);
  if (issue.code === 'unrecognized_keys') {
    const known = knownFields(ruleSetSchema, input, holder);
    return issue.keys.map((key) => ({
      path: pathText([key], path),
      message: unknownField(key, known),
    }));
  }
  if (issue.code === 'invalid_union') {
    const meant = meantBranch(issue.errors);
    if (meant !== undefined) return meant.flatMap((inner) => problemsOf(inner, holder, input));
  }
  if (issue.code === 'invalid_key') {
    return [{ path, message: issue.issues[0]?.message ?? issue.message }];
  }
  return [{ path, message: issue.message }];
}

function unknownField(key: string, known: readonly string[]): string {
  const longer = key.length > 1 ? known.filter((name) => name.startsWith(key)) : [];
  const near = longer.length === 1 ? longer[0] : nearestName(key, known);
  if (near !== undefined) return `is not a known field; did you mean ${near}?`;
  return `is not a known field; remove it, known here are ${known.join(', ')}`;
}

/**
 * The one branch of a union that the writer most likely meant: least unknown fields, then least
 * other faults of its own (faults further inside do not count). Undefined when two are as likely.
 */
function meantBranch(branches: readonly Issue[][]): Issue[] | undefined {
  const ranked = branches
    .map((issues) => ({ issues, faults: faultsOf(issues) }))
    .sort((a, b) => a.faults - b.faults);
  const [best, second] = ranked;
  if (best === undefined || best.faults === second?.faults) return undefined;
  return best.issues;
}

function faultsOf(issues: readonly Issue[]): number {
  const unknownFields = issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys' && issue.path.length === 0 ? issue.keys : [],
  );
  const own = issues.filter(
    (issue) => issue.code !== 'unrecognized_keys' && issue.path.length <= 1,
  );
  return unknownFields.length * 1000 + own.length;
}
