import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { exampleConfig } from '../../config/example';
import { loadConfig } from '../../config/load';
import { configSchema } from '../../config/schema';
import { descriptionOf, fieldsOf, itemOf, mayBeAbsent } from '../../config/schema-walk';
import { removeTemporaryConfigs, temporaryConfig } from './temporary-config';

afterAll(removeTemporaryConfigs);

const file = join(__dirname, '../../config.example.yaml');
const text = readFileSync(file, 'utf8');
const flat = text.replace(/\n *#(?: *#)* */g, ' ');

type Schema = Parameters<typeof fieldsOf>[0];

function leaves(schema: Schema, path: string): { path: string; name: string; schema: Schema }[] {
  return fieldsOf(schema).flatMap(([name, field]) => {
    const inner = itemOf(field) ?? field;
    const at = path === '' ? name : `${path}.${name}`;
    const below = leaves(inner, at);
    const isSection = fieldsOf(field).length > 0;
    return isSection ? below : [{ path: at, name, schema: field }, ...below];
  });
}

const all = leaves(configSchema, '');

test('config.example.yaml is what `config example` prints', () => {
  // To renew it: node dist/cli/main.js config example > config.example.yaml
  expect(text).toBe(exampleConfig());
});

test('the example has every field of the schema with its description', () => {
  expect(all.length).toBeGreaterThan(30);
  for (const { name, schema } of all) {
    expect(descriptionOf(schema)).not.toBe('');
    expect(flat).toContain(descriptionOf(schema).replace(/\.$/, ''));
    expect(text).toMatch(new RegExp(`^[ #-]*${name}:`, 'm'));
  }
});

test.each(all)('the description of $path ends in its default', ({ schema }) => {
  const sentence = mayBeAbsent(schema) ? /^[A-Za-z].*default:? [^;]+\.$/ : /^[A-Za-z].*\.$/;
  expect(descriptionOf(schema)).toMatch(sentence);
});

test('the example means the defaults, but for its clusters and rule set', async () => {
  const { clusters, ruleSet, ...rest } = await loadConfig(file, {});
  const defaults = await loadConfig(undefined, {});
  expect(clusters.map(({ name }) => name)).toEqual(['blue', 'green']);
  expect(ruleSet).toBe(join(__dirname, '../../rules/starter/by-source.json'));
  expect({ ...rest, clusters: [] }).toEqual(defaults);
});

test('what stands behind comment signs can be used as it is', async () => {
  const uncommented = text
    .replace(/^( *)# ( *(?:- )?\w+:(?: .*)?|  +- .*|  +# .*)$/gm, '$1$2')
    .replace(/^ruleSet: /m, `$&${join(__dirname, '../..')}/`);
  const token = 'open sesame';
  const config = await loadConfig(await temporaryConfig(uncommented), {
    SWITCHYARD_ROUTER_TOKEN: token,
    SWITCHYARD_ROUTER_TOKEN_SHA256: createHash('sha256').update(token).digest('hex'),
    SWITCHYARD_DB_PASSWORD: 'hidden',
    SWITCHYARD_HEALTH_PASSWORD: 'hidden',
    SWITCHYARD_BLUE_PASSWORD: 'hidden',
  });
  expect(config.frontProxy.routerToken).toBe(token);
  expect(config.tokens).toHaveLength(1);
  expect(config.database.url).toContain(':hidden@');
});
