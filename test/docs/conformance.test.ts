import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { knownDifferences } from '../support/conformance/known-differences';

const page = readFileSync(join(__dirname, '../../docs/conformance.md'), 'utf8');

test('docs/conformance.md lists the known differences, each with its reason', () => {
  const cells = page
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .slice(2)
    .map((line) => line.split('|').map((cell) => cell.trim()));
  const listed = cells.map(([, name, reason]) => [name, reason]);
  expect(listed).toEqual(knownDifferences.map(({ name, reason }) => [name, reason]));
});
