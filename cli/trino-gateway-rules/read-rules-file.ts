import { type LocatedYaml, parseYamlDocuments } from '../../runtime/yaml-documents';
import type { Finding, GatewayRule, Located } from './gateway-rule';

interface RulesFile {
  rules: GatewayRule[];
  /** Rules that cannot even be read. */
  unreadable: Finding[];
}

const FIELDS = new Set(['name', 'description', 'priority', 'condition', 'actions']);

/** Reads a rules file as Trino Gateway does: one YAML document a rule. */
export function readRulesFile(text: string): RulesFile | { problems: string[] } {
  const parsed = parseYamlDocuments(text);
  if ('problems' in parsed) return parsed;
  const file: RulesFile = { rules: [], unreadable: [] };
  const problems: string[] = [];
  for (const document of parsed.documents) {
    if (document === null) {
      problems.push(
        'has an empty document, for which Trino Gateway fails every request; remove it',
      );
    } else if (document.kind !== 'map') {
      problems.push(`is no rules file at line ${document.line}: each document is one rule`);
    } else {
      addRule(document.line, document.fields, file);
    }
  }
  if (problems.length > 0) return { problems };
  return file;
}

type Fields = ReadonlyMap<string, LocatedYaml>;

function addRule(line: number, fields: Fields, file: RulesFile): void {
  const name = scalarText(fields.get('name')) ?? '';
  const read = readRule(line, name, fields);
  if (typeof read === 'string') file.unreadable.push({ line, rule: name, message: read });
  else file.rules.push(read);
}

function readRule(line: number, name: string, fields: Fields): GatewayRule | string {
  const unknown = [...fields.keys()].find((field) => !FIELDS.has(field));
  if (unknown !== undefined) return `has a field "${unknown}" that Trino Gateway does not know`;
  if (name === '') return 'has no name, which Trino Gateway refuses';
  const condition = located(fields.get('condition'));
  if (condition === undefined) return 'has no condition that is a text; quote it';
  const actions = fields.get('actions');
  if (actions?.kind !== 'list') return 'has no list of actions, which Trino Gateway refuses';
  const texts = actions.items.map(located);
  if (texts.includes(undefined)) return 'has an action that is no text; quote it';
  const priority = priorityOf(fields.get('priority'));
  if (priority === undefined) return 'has a priority that is no whole number';
  const description = scalarText(fields.get('description'));
  return {
    name,
    line,
    ...(description !== undefined && { description: description.trim() }),
    priority,
    condition,
    actions: texts.filter((text) => text !== undefined),
  };
}

function located(value: LocatedYaml | undefined): Located | undefined {
  return value?.kind === 'text' ? { text: value.value, line: value.line } : undefined;
}

function scalarText(value: LocatedYaml | undefined): string | undefined {
  if (value?.kind === 'text') return value.value;
  return value?.kind === 'other' && typeof value.value === 'number'
    ? String(value.value)
    : undefined;
}

/** Where it is missing its documentation says the highest number, but its code takes 0. */
function priorityOf(value: LocatedYaml | undefined): number | undefined {
  if (value === undefined || (value.kind === 'other' && value.value === null)) return 0;
  const number =
    value.kind === 'text' ? Number(value.value) : value.kind === 'other' && value.value;
  return Number.isInteger(number) ? (number as number) : undefined;
}
