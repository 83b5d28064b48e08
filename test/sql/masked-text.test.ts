import { maskedText } from '../../sql/text/masked-text';

test.each([
  ["select * from t where name = 'secret'", 'select * from t where name = ?'],
  ["select 'it''s secret', ''", 'select ?, ?'],
  ["select U&'\\0041' UESCAPE '!', X'65 F4', x'00'", 'select ? UESCAPE ?, ?, ?'],
  ['select 1, -2.5, .5, 1e10, 1_000, 0xFF', 'select ?, -?, ?, ?, ?, ?'],
  [
    "where d = DATE '2020-01-01' and i > interval '3' day",
    'where d = DATE ? and i > interval ? day',
  ],
  ['select "secret column" from "a b".t', 'select "secret column" from "a b".t'],
  ["EXECUTE IMMEDIATE 'select secret from t' USING 5", 'EXECUTE IMMEDIATE ? USING ?'],
  ["select 1 -- secret 'x'\nfrom t", 'select ?\nfrom t'],
  ['select /* secret */ a /* more\n */ from t', 'select a\nfrom t'],
  ['select a -- secret', 'select a'],
  ['select a; -- secret', 'select a'],
  [
    'create function f() language python as $$ secret $$',
    'create function f() language python as ?',
  ],
  ["SET SESSION hive.key = 'secret'", 'SET SESSION hive.key = ?'],
  ['select x -> y, a[1] || b, m => {f: 1}', 'select x -> y, a[?] || b, m => {f: ?}'],
  ['', ''],
  ['   ', ''],
])('%j is shown as %j', (text, masked) => {
  expect(maskedText(text)).toBe(masked);
});

test.each([
  ['a string without an end', "select a, 'secret and secret", 'select a, ?'],
  [
    'a string of another escape',
    "select a from t where b = 'it\\'s secret'",
    /^select a from t where b = \?$/,
  ],
  ['two of them, whose quotes pair', "select 'a\\'s secret', 'b\\'s secret'", 'select ?'],
  ['a quoted name without an end', 'select "secret', 'select ?'],
  ['a comment without an end', 'select a /* secret', 'select a ?'],
  ['a body without an end', 'create function f() as $$ secret', 'create function f() as ?'],
  [
    'quotes of a text processor',
    'select a from t where b = ‘secret’',
    'select a from t where b = ?',
  ],
  ['a name of another escape', 'select "a\\" secret "b" from t', 'select ?'],
  ['a backslash outside', "select a \\' secret '' from t", 'select a ?'],
  ['such quotes right behind a word', 'select a‘secret’ from t', 'select a?'],
  ['characters that Trino does not know', 'select a # secret', 'select a ?'],
  ['a number with letters behind', 'select 4111secret from t', 'select ? from t'],
])('%s hides all that may be a literal', (_, text, masked) => {
  const shown = maskedText(text);
  expect(shown).not.toContain('secret');
  expect(shown).toMatch(masked);
});

test('a literal cut in two anywhere never shows its beginning', () => {
  const text =
    "select a from t where b = 'secret' and c = U&'secret' /* secret */ and d = $$secret$$";
  for (let length = 0; length <= text.length; length += 1) {
    expect(maskedText(text.slice(0, length))).not.toContain('s'.concat('ecr'));
  }
});
