import { formatYaml, parseYaml, parseYamlWithLines } from '../../runtime/yaml';

test('a document is read as plain values', () => {
  expect(parseYaml('a: [1, two]\nb: {c: true}\n')).toEqual({
    value: { a: [1, 'two'], b: { c: true } },
  });
});

test('a key that stands twice is a problem with its line', () => {
  expect(parseYaml('a: 1\nb: 2\na: 3\n')).toEqual({
    problems: [{ path: '', message: expect.stringMatching(/line 3, column 1.*unique/) as string }],
  });
});

test('every syntax error is told', () => {
  const parsed = parseYaml('a: "x\nb: [1\n');
  expect(parsed).toHaveProperty('problems');
});

test('aliases that stand for billions of values are refused quickly', () => {
  const bomb = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
  for (let i = 1; i < 10; i++)
    bomb.push(
      `a${i}: &a${i} [${Array(10)
        .fill(`*a${i - 1}`)
        .join(', ')}]`,
    );
  expect(parseYaml(bomb.join('\n'))).toEqual({
    problems: [{ path: '', message: 'is no usable YAML: its aliases stand for too many values' }],
  });
});

test('nesting beyond the stack is refused', () => {
  expect(parseYaml('['.repeat(100_000))).toHaveProperty('problems');
});

test('a second document is refused', () => {
  expect(parseYaml('a: 1\n---\nb: 2\n')).toHaveProperty('problems');
});

test('a tag that would be ignored is a problem', () => {
  expect(parseYaml('a: !env HOME\n')).toEqual({
    problems: [{ path: '', message: expect.stringMatching(/line 1, column 4.*!env/) as string }],
  });
});

test.each([
  [['a'], 2],
  [['a', 'b'], 3],
  [['a', 'b', 1], 5],
  [['a', 'b', 1, 'x'], 5],
  [['a', 'missing'], 2],
  [['a', 'b', 7], 3],
  [['alias', 0], 4],
  [['1'], 7],
  [['missing', 'b'], undefined],
  [[], 2],
])('the line of %j is %s', (path, line) => {
  const text = '# first\na:\n  b: &list\n    - 1\n    - x: 2\nalias: *list\n1: one\n';
  const parsed = parseYamlWithLines(text);
  expect('lineOf' in parsed && parsed.lineOf(path)).toBe(line);
});

test('a value is written as YAML that reads the same', () => {
  const value = { a: ['x: y', 'true', 1], b: { c: 'long '.repeat(50) } };
  expect(parseYaml(formatYaml(value))).toEqual({ value });
});
