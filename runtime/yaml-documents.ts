import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseAllDocuments } from 'yaml';
import { positionText } from './parsed-text';

/** A part of a YAML document, and the line (from 1) where it begins. */
export type LocatedYaml = { line: number } & (
  | { kind: 'text'; value: string }
  | { kind: 'other'; value: unknown }
  | { kind: 'list'; items: LocatedYaml[] }
  | { kind: 'map'; fields: ReadonlyMap<string, LocatedYaml> }
);

/** Reads a file of several YAML documents; empty ones are null. Aliases are not followed. */
export function parseYamlDocuments(
  text: string,
): { documents: (LocatedYaml | null)[] } | { problems: string[] } {
  const lineCounter = new LineCounter();
  const options = { uniqueKeys: true, strict: true, prettyErrors: false, lineCounter };
  const parsed = parseAllDocuments(text, options);
  if ('empty' in parsed) return { documents: [] };
  const faults = parsed.flatMap(({ errors, warnings }) => [...errors, ...warnings]);
  if (faults.length > 0) {
    const tell = (fault: { message: string; pos: [number, number] }) =>
      `is no valid YAML at ${positionText(text, fault.pos[0])}: ${fault.message}`;
    return { problems: faults.map(tell) };
  }
  const lineOf = (offset: number) => lineCounter.linePos(offset).line;
  return { documents: parsed.map(({ contents }) => contents && located(contents, lineOf)) };
}

function located(node: Node, lineOf: (offset: number) => number): LocatedYaml | null {
  const line = lineOf(node.range?.[0] ?? 0);
  if (isMap(node)) {
    const fields = node.items.map(({ key, value }): [string, LocatedYaml] => {
      const found = value ? located(value as Node, lineOf) : null;
      return [
        String(isScalar(key) ? key.value : key),
        found ?? { line, kind: 'other', value: null },
      ];
    });
    return { line, kind: 'map', fields: new Map(fields) };
  }
  if (isSeq(node)) {
    const items = node.items.map((item) => located(item as Node, lineOf));
    return { line, kind: 'list', items: items.map((item) => item ?? nothing(line)) };
  }
  if (isScalar(node)) {
    if (node.value === null && node.source === '') return null;
    if (typeof node.value === 'string') return { line, kind: 'text', value: node.value };
    return { line, kind: 'other', value: node.value };
  }
  return { line, kind: 'other', value: isAlias(node) ? undefined : null };
}

function nothing(line: number): LocatedYaml {
  return { line, kind: 'other', value: null };
}
