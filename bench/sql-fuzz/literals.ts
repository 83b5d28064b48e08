import { type Draft, maybe, oneOf, type Part, seq } from './draft';

const TEXTS = [
  '',
  'x',
  "it's",
  'a "b"',
  '-- no comment',
  '/* none */',
  'é😀',
  'from t',
  ')',
  '\n',
  '$',
  ';',
];

export function string(draft: Draft): void {
  const { random } = draft;
  if (random.chance(0.9)) draft.raw(quotedText(random.pick(TEXTS)));
  else draft.add(oneOf(raw("U&'\\0041x\\\\'"), seq(raw("u&'d!0061!!'"), 'UESCAPE', raw("'!'"))));
}

export function quotedText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

export function integer(draft: Draft): void {
  draft.raw(String(draft.random.below(draft.random.pick([3, 100, 1_000_000]))));
}

export function literal(draft: Draft): void {
  draft.add(
    oneOf(
      integer,
      string,
      number,
      'NULL',
      'TRUE',
      'FALSE',
      interval,
      raw("X'0f 3A'"),
      seq(oneOf('DATE', 'TIMESTAMP', 'TIME', 'JSON', 'decimal', 'ipaddress'), raw("'2024-02-29'")),
      seq('DOUBLE PRECISION', raw("'1.5'")),
    ),
  );
}

function number(draft: Draft): void {
  const { random } = draft;
  if (random.chance(0.2)) draft.add('-');
  draft.raw(
    random.pick([
      '0',
      '1.5',
      '.25',
      '7.',
      '1e3',
      '2.5E-3',
      '0x1F',
      '0b101',
      '0o17',
      '1_000',
      '1_0.2',
    ]),
  );
}

export function interval(draft: Draft): void {
  draft.add('INTERVAL', maybe(oneOf('-', '+')), raw("'3'"), intervalQualifier);
}

export function intervalQualifier(draft: Draft): void {
  const precision = maybe('(', integer, ')');
  draft.add(
    oneOf(
      seq('YEAR', precision),
      seq('YEAR', precision, 'TO MONTH'),
      'MONTH',
      seq(oneOf('DAY', 'HOUR', 'MINUTE'), precision),
      seq('DAY', precision, 'TO', oneOf('HOUR', 'MINUTE', 'SECOND')),
      seq('HOUR TO SECOND', precision),
      'MINUTE TO SECOND',
      seq('SECOND', maybe('(', integer, maybe(',', integer), ')')),
    ),
  );
}

export function raw(token: string): Part {
  return (draft) => draft.raw(token);
}
