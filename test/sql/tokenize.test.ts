import { TokenCursor } from '../../sql/text/token-cursor';
import { tokenize } from '../../sql/text/tokenize';
import { TokenKind } from '../../sql/text/tokens';
import { readStatement } from '../../sql/read-statement';

// Texts over the limits are scanned only.
const SCANNED = { maxParsedLength: 0, maxDepth: 0 };

const KIND_NAMES = new Map<number, string>(
  Object.entries(TokenKind).map(([name, kind]) => [kind, name]),
);

function tokensOf(text: string): string[] {
  const tokens = tokenize(text);
  return Array.from(
    { length: tokens.count },
    (_, index) => `${KIND_NAMES.get(tokens.kind(index))} ${tokens.raw(index)}`,
  );
}

test.each<[string, string[]]>([
  ['a_1 B', ['word a_1', 'word B']],
  ["'it''s' ''", ["string 'it''s'", "string ''"]],
  [`"a ""b"" c"`, [`quoted "a ""b"" c"`]],
  ['`a``b`', ['backquoted `a``b`']],
  ["X'0A' u&'\\2603' x", ["string X'0A'", "string u&'\\2603'", 'word x']],
  ["xx'a'", ['word xx', "string 'a'"]],
  [
    '1 1.5 .5 1. 1e5 1.5E-3 1e+2 0xFF 0b01 1_000',
    [
      ...['1', '1.5', '.5', '1.', '1e5', '1.5E-3', '1e+2', '0xFF', '0b01', '1_000'].map(
        (number) => `number ${number}`,
      ),
    ],
  ],
  ['1e 2x', ['digitWord 1e', 'digitWord 2x']],
  ['t.5', ['word t', 'symbol .', 'number 5']],
  [
    'a<>b=>c->d||e>=?',
    [
      ...['word a', 'symbol <>', 'word b', 'symbol =>', 'word c', 'symbol ->', 'word d'],
      ...['symbol ||', 'word e', 'symbol >=', 'symbol ?'],
    ],
  ],
  ['a--b\nc/*d*/e/**/-1', ['word a', 'word c', 'word e', 'symbol -', 'number 1']],
  ['$$ a b $$ $', ['string $$ a b $$', 'symbol $']],
  ['naïve 名前', ['word naïve', 'word 名前']],
  ['a ;; ; ', ['word a']],
])('%j', (text, expected) => {
  expect(tokensOf(text)).toEqual(expected);
});

test.each([
  ["a 'b", 'string', 2],
  ['"', 'quoted name', 0],
  ['a /* b', 'comment', 2],
])('%j ends within a %s', (text, what, start) => {
  expect(tokenize(text).unterminated).toEqual({ what, start });
});

test('names are lower case and without their quotes, literals keep their case', () => {
  const tokens = tokenize(`Ab."C ""D""".'It''s'`);
  expect([0, 2].map((index) => tokens.nameAt(index))).toEqual(['ab', 'c "d"']);
  expect(tokens.unquotedAt(4)).toBe("It's");
});

test('a name of many parts is read as a whole, keywords behind a dot included', () => {
  const cursor = new TokenCursor(tokenize('a.select.b c'));
  expect(cursor.name()).toEqual(['a', 'select', 'b']);
  expect(cursor.index).toBe(5);
});

// Anything but linear work on these does not come to an end within the test's time limit.
test.each([
  ['open brackets', '('],
  ['open CASTs', 'cast('],
  ['WITH in WITH', 'with a ('],
  ['WITH queries in WITH queries', 'with a as ('],
  ['queries in queries', '(select * from '],
  ['IN lists in IN lists', 'in (1, '],
  ['quotes', "' "],
  ['dollars', '$$ $ '],
  ['comment starts', '/*'],
  ['dots', 'a.'],
  ['EXPLAINs', 'explain ('],
])('2 MB of %s take linear time', (_name, piece) => {
  const text = `select * from ${piece.repeat(2_000_000 / piece.length)}`;
  expect(readStatement(text, {}, SCANNED).queryType).toBe('Query');
});

test('names are found behind two million brackets that are closed again', () => {
  const text = `select ${'('.repeat(1_000_000)}1${')'.repeat(1_000_000)} from t`;
  expect([...readStatement(text, {}, SCANNED).found.tables.values()]).toEqual([['t']]);
});
