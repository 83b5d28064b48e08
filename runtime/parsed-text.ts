import type { Problem } from './service-error';

/** A text read as JSON or YAML, or every reason why it cannot be. */
export type ParsedText = { value: unknown } | { problems: Problem[] };

/** `line 3, column 7` of an index into the text, both from 1. */
export function positionText(text: string, index: number): string {
  const before = text.slice(0, index);
  const line = before.split('\n').length;
  return `line ${line}, column ${index - before.lastIndexOf('\n')}`;
}
