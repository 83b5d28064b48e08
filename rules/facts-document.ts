import { type FactDefinition, type FactType, factSections } from './facts';

const HEAD = `# Facts

What a rule may test, with its type. Written from the catalogue by \`switchyard rules facts\`.

Types: a _string_ is a text, a _set_ a list of texts, a _map_ an object of texts, _counts_ an object of
numbers. What is absent is empty: no user is the text \`''\`, no tags the empty set, a missing part of a
map \`''\`. A missing part of counts is not known, and no comparison by order holds for it.

Names from a statement are in lower case, tables as \`catalog.schema.table\` with the session's defaults
filled in. For \`EXECUTE\` they tell of the prepared statement. Where \`complete\` is false, \`tables\` and
its kin may lack some. Credentials are never among the \`headers\`.

A fact is read only when a rule asks for it. The groups of a user and the load are gathered only when
some rule of the active rule set uses them: groups come from the file or service that \`userGroups\` in
the configuration names, the load from what the coordinators tell the proxies every few seconds. A
coordinator that wants a login for \`/metrics\` tells nothing.
`;

const OPERATORS: Record<FactType, string> = {
  string: '`equal`, `in`, `startsWith`, `matches`, …',
  number: '`equal`, `in`, `lessThan`, `greaterThan`, …',
  boolean: '`equal`',
  set: '`contains`, `anyMatch`, `allMatch`; `$[0]`, `$.length`',
  map: "by a path `$['name']`: those of a string",
  counts: "by a path `$['group']`: those of a number",
};

/** The text of docs/facts.md, made from the catalogue so that it cannot tell anything else. */
export function factsDocument(): string {
  const types = Object.entries(OPERATORS).map(([type, operators]) => [type, operators]);
  return [
    HEAD,
    table(['Type', 'Operators that fit'], types),
    ...factSections.map(({ title, facts }) => `## ${title}\n\n${factTable(facts)}`),
  ].join('\n');
}

function factTable(facts: readonly FactDefinition[]): string {
  const rows = facts.map(({ name, type, description, form }) => {
    const values = form === undefined ? '' : ` In rules: ${form.remedy}.`;
    return [`\`${name}\``, type, `${description}${values}`];
  });
  return table(['Fact', 'Type', 'Meaning'], rows);
}

function table(head: string[], rows: string[][]): string {
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: string[], fill = ' ') =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0, fill)).join(' | ')} |\n`;
  const rule = head.map(() => '');
  return `${line(head)}${line(rule, '-')}${rows.map((row) => line(row)).join('')}`;
}
