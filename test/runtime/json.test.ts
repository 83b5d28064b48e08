import { parseJson } from '../../runtime/json';

test.each([
  ['{"a": }', 'unexpected character at line 1, column 7'],
  ['{"a": 1,}', 'unexpected character at line 1, column 9'],
  ['{"a": 1\n "b": 2}', 'unexpected character at line 2, column 2'],
  ['{a: 1}', 'unexpected character at line 1, column 2'],
  ['[1, 2', 'it ends too early at line 1, column 6'],
  ['["abc', 'it ends too early at line 1, column 6'],
  ['["a\tc"]', 'unexpected character at line 1, column 4'],
  ['["a\\x"]', 'unexpected character at line 1, column 4'],
  ['[1]]', 'unexpected character at line 1, column 4'],
  ['[1}', 'unexpected character at line 1, column 3'],
  ['[01]', 'unexpected character at line 1, column 3'],
  ['[nul]', 'unexpected character at line 1, column 2'],
  ['', 'it ends too early at line 1, column 1'],
])('%j is refused with its position', (text, message) => {
  expect(parseJson(text)).toEqual({
    problems: [{ path: '', message: `is no valid JSON: ${message}` }],
  });
});

test('every cut of a valid text is said to end too early or to be wrong at its last word', () => {
  const text = '{"a": [true, -1.5e3, "x\\u00e9\\n", {"b": null}], "c": {}}';
  for (let length = 1; length < text.length; length++) {
    expect(parseJson(text.slice(0, length))).toHaveProperty('problems');
  }
  expect(parseJson(text)).toEqual({ value: JSON.parse(text) });
});
