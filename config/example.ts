import type { $ZodType } from 'zod/v4/core';
import { formatYaml } from '../runtime/yaml';
import { maskedConfig } from './masked';
import { configSchema } from './schema';
import { descriptionOf, fieldsOf, itemOf, mayBeAbsent } from './schema-walk';

const HEADER = `# Switchyard's configuration, complete: every field with its default.
# Start with it: npm start -- --config config.example.yaml
# Check a file:  npm run config:check config.example.yaml
#
# Durations are written 250ms, 30s, 5m, 12h or 7d; sizes 512B, 64kB, 16MB or 1GB (powers of ten).
# In a value, \${NAME} stands for an environment variable, \${NAME:-text} has a default for when it
# is not set or empty, and $\${NAME} is a literal \${NAME}. Relative paths begin at this file's folder.
# A field that is not known stops the start. Written by: node dist/cli/main.js config example
`;

// In use, though they are no defaults: an example of the two things that every installation has.
const SHOWN: Record<string, unknown> = {
  clusters: [
    {
      name: 'blue',
      url: 'http://127.0.0.1:8081',
      externalUrl: 'http://127.0.0.1:8081',
      routingGroups: ['adhoc'],
      admission: 'ACTIVE',
      weight: 1,
      maxRunningQueries: 50,
      healthCheck: {
        monitor: 'info',
        interval: '5s',
        timeout: '3s',
        rise: 1,
        fall: 2,
        minimum: {},
        maximum: {},
        statement: 'SELECT 1',
      },
    },
    { name: 'green', url: 'http://127.0.0.1:8082', routingGroups: ['adhoc', 'etl'] },
  ],
  ruleSet: 'rules/starter/by-source.json',
};

// Behind a comment sign: the default is to have none, or follows from another field.
const COMMENTED: Record<string, unknown> = {
  'frontProxy.routerUrls': ['http://127.0.0.1:8090'],
  'frontProxy.routerToken': '${SWITCHYARD_ROUTER_TOKEN}',
  'frontProxy.abandonedQueryTimeout': '5m',
  'userGroups.file': '/etc/trino/group.txt',
  'userGroups.url': 'http://groups.example.com/users/{user}/groups',
  'database.url': 'postgres://switchyard:${SWITCHYARD_DB_PASSWORD}@127.0.0.1:5432/switchyard',
  'decisionLog.file': 'decisions.jsonl',
  routingGroups: [
    {
      name: 'adhoc',
      choice: { strategy: 'consistent-hash', by: 'tables' },
      maxRunningQueries: 80,
    },
  ],
  'health.password': '${SWITCHYARD_HEALTH_PASSWORD}',
  'health.credentials': [
    { cluster: 'blue', user: 'switchyard', password: '${SWITCHYARD_BLUE_PASSWORD}' },
  ],
  tokens: [{ name: 'front-proxy', role: 'operate', sha256: '${SWITCHYARD_ROUTER_TOKEN_SHA256}' }],
};

/** The text of config.example.yaml, made from the schema so that it cannot tell anything else. */
export function exampleConfig(): string {
  const defaults = maskedConfig(configSchema.parse({}));
  const sections = fieldsOf(configSchema).map(([name, schema]) =>
    fieldText(name, schema, Reflect.get(Object(defaults), name), name),
  );
  return [HEADER, ...sections].join('\n');
}

function fieldText(name: string, schema: $ZodType, standard: unknown, path: string): string {
  const fields = fieldsOf(schema);
  if (fields.length === 0) return leafText(name, schema, standard, path);
  const inner = fields.map(([field, inside]) =>
    fieldText(field, inside, Reflect.get(Object(standard), field), `${path}.${field}`),
  );
  return `${comment(schema)}${name}:\n${indented(inner.join(''))}`;
}

function leafText(name: string, schema: $ZodType, standard: unknown, path: string): string {
  const text =
    path in COMMENTED
      ? commented(valueText(name, schema, COMMENTED[path]))
      : valueText(name, schema, SHOWN[path] ?? standard);
  return `${comment(schema)}${text}`;
}

function valueText(name: string, schema: $ZodType, value: unknown): string {
  const item = itemOf(schema);
  if (item === undefined || !Array.isArray(value) || fieldsOf(item).length === 0) {
    return formatYaml({ [name]: value });
  }
  const items = value.map((element, index) =>
    index === 0 ? documented(item, element) : formatYaml(element),
  );
  return `${name}:\n${items.map((text) => indented(asItem(text))).join('')}`;
}

/** The first item of a list shows what each of its fields means. */
function documented(schema: $ZodType, value: unknown): string {
  return fieldsOf(schema)
    .map(([name, inner]) => {
      const inside: unknown = Reflect.get(Object(value), name);
      const text =
        fieldsOf(inner).length === 0
          ? formatYaml({ [name]: inside })
          : `${name}:\n${indented(documented(inner, inside))}`;
      return `${comment(inner)}${text}`;
    })
    .join('');
}

function comment(schema: $ZodType): string {
  const description = descriptionOf(schema);
  const isLeaf = fieldsOf(schema).length === 0;
  const text =
    isLeaf && !mayBeAbsent(schema) ? description.replace(/\.$/, '; required.') : description;
  return wrapped(text)
    .map((line) => `# ${line}\n`)
    .join('');
}

function wrapped(text: string): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const longer = `${lines.at(-1) ?? ''} ${word}`;
    if (lines.length === 0 || longer.length > 92) lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  return lines;
}

const eachLine = (text: string, change: (line: string) => string): string =>
  text.replace(/^.+$/gm, change);

const indented = (text: string): string => eachLine(text, (line) => `  ${line}`);

const commented = (text: string): string => eachLine(text, (line) => `# ${line}`);

const asItem = (text: string): string => `- ${indented(text).slice(2)}`;
