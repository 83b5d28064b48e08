import type { $ZodRawIssue } from 'zod/v4/core';

const KINDS: Record<string, string> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a group of fields',
};

/** What a value should be instead; schemas that say it themselves go before this. */
export function explainIssue(issue: $ZodRawIssue): string | undefined {
  if (issue.code === 'invalid_type') return wrongKind(issue.expected, issue.input);
  if (issue.code === 'invalid_value') return `must be one of ${issue.values.join(', ')}`;
  if (issue.code === 'too_small') {
    return issue.origin === 'string' ? 'must not be empty' : `must be at least ${issue.minimum}`;
  }
  if (issue.code === 'too_big') return `must be at most ${issue.maximum}`;
  return undefined;
}

function wrongKind(expected: string, input: unknown): string {
  const kind = `must be ${KINDS[expected] ?? expected}`;
  const isScalar = typeof input === 'number' || typeof input === 'boolean';
  return expected === 'string' && isScalar ? `${kind}; put the value in quotes` : kind;
}
