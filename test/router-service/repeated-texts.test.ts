import { RepeatedTexts } from '../../router-service/repeated-texts';

const THOUSAND = Array.from({ length: 1000 }, (_, at) => at);

test('a value is kept once its text came again', () => {
  const texts = new RepeatedTexts<string>(100_000);
  expect(texts.note('select 1', 'first')).toBe(false);
  expect(texts.get('select 1')).toBeUndefined();
  expect(texts.note('select 1', 'second')).toBe(true);
  expect(texts.get('select 1')).toBe('second');
});

test('a flood of new texts drives out no value, and is itself forgotten', () => {
  const texts = new RepeatedTexts<number>(100_000);
  for (const value of [1, 1]) texts.note('select 1', value);
  texts.note('once', 1);
  for (const at of THOUSAND)
    for (const part of THOUSAND.slice(0, 50)) texts.note(`select ${at}, ${part}`, at);
  expect(texts.get('select 1')).toBe(1);
  expect(texts.note('once', 1)).toBe(false);
});

test('among values those that were not asked for lately go', () => {
  const texts = new RepeatedTexts<number>(100_000);
  const twice = (text: string) => [1, 2].map((value) => texts.note(text, value));
  twice('asked for');
  twice('forgotten');
  for (const at of THOUSAND) {
    expect(twice(`select ${at}`)).toEqual([false, true]);
    expect(texts.get('asked for')).toBe(2);
  }
  expect(texts.get('forgotten')).toBeUndefined();
});

test.each([
  ['beginning', 0],
  ['end', 99_999],
])('long texts that differ at their %s are told apart', (_, at) => {
  const texts = new RepeatedTexts<number>(10_000_000);
  const long = 'x'.repeat(100_000);
  texts.note(long, 1);
  expect(texts.note(`${long.slice(0, at)}y${long.slice(at + 1)}`, 2)).toBe(false);
  expect(texts.note(long, 3)).toBe(true);
});

test('a text that is too long for it is never kept', () => {
  const texts = new RepeatedTexts<number>(100_000);
  const long = 'x'.repeat(50_000);
  for (const value of [1, 2, 3]) expect(texts.note(long, value)).toBe(false);
});
