import { RE2JS } from 're2js';
import { compileGlob } from './glob';
import { type Network, parseNetwork } from './network';

const MAX_REGEX_LENGTH = 1000;
// Matching takes time in proportion to text times program in the worst case.
const MAX_PROGRAM = 1000;

/** Patterns that rules are written with, each compiled once for its rule set; throw for bad ones. */
export interface Patterns {
  regex(text: string): RE2JS;
  glob(text: string): RE2JS;
  network(text: string): Network;
}

/** Only literals of rules come here, never what a client sent, so the memory is bounded. */
export function createPatterns(): Patterns {
  return { regex: once(compileRegex), glob: once(compileGlob), network: once(parseNetwork) };
}

function once<T>(compile: (text: string) => T): (text: string) => T {
  const compiled = new Map<string, T>();
  return (text) => {
    const known = compiled.get(text);
    if (known !== undefined) return known;
    const made = compile(text);
    compiled.set(text, made);
    return made;
  };
}

function compileRegex(text: string): RE2JS {
  if (text === '') throw new Error('is empty and would match every text; write a pattern');
  if (text.length > MAX_REGEX_LENGTH) {
    throw new Error(`is longer than ${MAX_REGEX_LENGTH} characters; use several conditions`);
  }
  const regex = parseRegex(text);
  if (regex.programSize() > MAX_PROGRAM) {
    throw new Error('repeats too much to be matched quickly; use smaller counts in {…}');
  }
  return regex;
}

function parseRegex(text: string): RE2JS {
  try {
    return RE2JS.compile(text);
  } catch (err) {
    const reason = err instanceof Error ? err.message : String(err);
    throw new Error(
      `is no regular expression of RE2 syntax (${reason}); look-around and back-references do not exist there`,
      { cause: err },
    );
  }
}
