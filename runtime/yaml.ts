import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  stringify,
} from 'yaml';
import { type ParsedText, positionText } from './parsed-text';
import type { Problem } from './service-error';

// Enough for any honest file; a few nested aliases can otherwise stand for billions of values.
const MAX_ALIASES = 100;

/** The line (from 1) of a place; of what should hold it when absent; undefined when that is absent too. */
export type LineOf = (path: readonly PropertyKey[]) => number | undefined;

/** Reads one YAML document; duplicate keys and alias bombs are problems, each told with its line. */
export function parseYaml(text: string): ParsedText {
  const parsed = parseYamlWithLines(text);
  return 'problems' in parsed ? parsed : { value: parsed.value };
}

/** As `parseYaml`, for a caller that will find more problems and wants to tell their lines. */
export function parseYamlWithLines(
  text: string,
): { value: unknown; lineOf: LineOf } | { problems: Problem[] } {
  try {
    const lineCounter = new LineCounter();
    const options = { uniqueKeys: true, strict: true, prettyErrors: false, lineCounter };
    const document = parseDocument(text, options);
    // A warning is a tag that would be ignored, so that a value means less than was written.
    const faults = [...document.errors, ...document.warnings];
    if (faults.length > 0) return { problems: faults.map((fault) => problem(text, fault)) };
    return {
      value: document.toJS({ maxAliasCount: MAX_ALIASES }) as unknown,
      lineOf: (path) => {
        const offset = offsetOf(document, path);
        return offset === undefined ? undefined : lineCounter.linePos(offset).line;
      },
    };
  } catch (err) {
    return { problems: [{ path: '', message: `is no usable YAML: ${reasonOf(err)}` }] };
  }
}

/** A value as YAML text for people to read; long lines are not folded. */
export function formatYaml(value: unknown): string {
  return stringify(value, { lineWidth: 0 });
}

function problem(text: string, error: { message: string; pos: [number, number] }): Problem {
  const at = positionText(text, error.pos[0]);
  return { path: '', message: `is no valid YAML at ${at}: ${error.message}` };
}

function reasonOf(err: unknown): string {
  if (err instanceof RangeError) return 'it is nested too deeply';
  if (err instanceof ReferenceError) return 'its aliases stand for too many values';
  return err instanceof Error ? err.message : String(err);
}

/** Where the deepest part of the path that exists begins: a key, or an item of a list. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number | undefined {
  let node: unknown = document.contents;
  let offset = startOf(node);
  for (const [depth, part] of path.entries()) {
    const holder = isAlias(node) ? node.resolve(document) : node;
    const found = childOf(holder, part);
    if (found === undefined) return depth === 0 ? undefined : offset;
    offset = startOf(found.at) ?? offset;
    node = found.value;
  }
  return offset;
}

function childOf(holder: unknown, part: PropertyKey): { at: unknown; value: unknown } | undefined {
  if (isSeq(holder) && typeof part === 'number') {
    const item = holder.items[part];
    return item === undefined ? undefined : { at: item, value: item };
  }
  if (!isMap(holder)) return undefined;
  const pair = holder.items.find(({ key }) => isScalar(key) && String(key.value) === String(part));
  return pair && { at: pair.key, value: pair.value };
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}
