import { storableJson, storableText } from '../../../router-service/database/storable';

test.each([
  ['plain', 'plain'],
  ['a\0b\0', 'a\uFFFDb\uFFFD'],
  ['half \ud83d pair', 'half \uFFFD pair'],
  ['\ude00 half', '\uFFFD half'],
  ['whole 😀 pair', 'whole 😀 pair'],
  ['\\u0000 in writing', '\\u0000 in writing'],
])('%j is stored as %j', (text, stored) => {
  expect(storableText(text)).toBe(stored);
  expect(JSON.parse(storableJson({ deep: [text] }))).toEqual({ deep: [stored] });
});

test('keys are cleaned as well', () => {
  expect(JSON.parse(storableJson({ 'a\0': { 'b\0': ['c\0'] }, d: null }))).toEqual({
    'a\uFFFD': { 'b\uFFFD': ['c\uFFFD'] },
    d: null,
  });
});
