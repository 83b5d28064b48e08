import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { facts } from '../../rules/facts';
import { factsDocument } from '../../rules/facts-document';
import { decorators, operators } from '../../rules/operators';
import { headerRefusal } from '../../rules/header-limits';
import { problemsOf } from './compiled';

const doc = readFileSync(join(__dirname, '../../docs/rule-language.md'), 'utf8');
const rows = doc
  .split('\n')
  .filter((line) => line.startsWith('|'))
  .map((line) => line.split('|').map((cell) => cell.trim().replace(/^`|`$/g, '')));
const rowOf = (first: string) => rows.filter(([, name]) => name === first);
const examples = [...doc.matchAll(/```json\n(.*?)```/gs)].map(([, json = '']) => json);

test.each(operators.map(({ name, description }) => [name, description]))(
  'the operator %s is listed',
  (name, description) => {
    expect(rowOf(name).map((row) => row[4])).toContain(description);
  },
);

test.each(decorators.map(({ name, description }) => [name, description]))(
  'the decorator %s is listed',
  (name, description) => {
    expect(rowOf(name).map((row) => row[2])).toContain(description);
  },
);

test('docs/facts.md is what the catalogue says', () => {
  const written = readFileSync(join(__dirname, '../../docs/facts.md'), 'utf8');
  expect(written).toBe(factsDocument());
  for (const { name } of facts) expect(written).toContain(`| \`${name}\``);
});

test('there are examples', () => {
  expect(examples.length).toBeGreaterThanOrEqual(3);
});

test.each(examples)('an example compiles: %s', (json) => {
  expect(problemsOf(JSON.parse(json))).toEqual([]);
});

test('every header that the page calls refused is refused', () => {
  const [, list = ''] = /Refused are (.*?) and the like/s.exec(doc) ?? [];
  const headers = [...list.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name.replace('*', 'Any'));
  expect(headers.length).toBeGreaterThan(10);
  expect(headers.filter((header) => headerRefusal(header, []) === undefined)).toEqual([]);
});
