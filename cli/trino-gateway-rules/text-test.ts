import { all, any, comparison, type Formula } from './formula';
import { quoted } from './portable-regex';
import type { TextValue } from './value';

/** A question about a text: its answer for a known one, and as a condition for those not known. */
export interface TextTest {
  holds(text: string): boolean;
  /** Needs to be right for texts that are not empty. */
  condition(fact: TextValue['fact'], casing: TextValue['casing']): Formula;
}

/** Whether a client can make the difference between no header and an empty one felt. */
export interface TestedText {
  formula: Formula;
  differsWhenEmpty: boolean;
}

/** Asks about a text that may be absent, which the rule language reads as an empty one. */
export function testText(
  { fact, absent, casing }: TextValue,
  test: TextTest,
  whenNull: boolean | 'error',
): TestedText {
  const whenPresent = test.condition(fact, casing);
  const whenEmpty = test.holds('');
  if (absent === 'never') return { formula: whenPresent, differsWhenEmpty: false };
  const wanted = whenAbsent(absent, test, whenNull);
  const byItself = typeof whenPresent === 'boolean' ? whenPresent : whenEmpty;
  const formula = wanted === byItself ? whenPresent : forAbsent(fact, wanted, whenPresent);
  return { formula, differsWhenEmpty: wanted !== whenEmpty };
}

function whenAbsent(
  absent: Exclude<TextValue['absent'], 'never'>,
  test: TextTest,
  whenNull: boolean | 'error',
): boolean {
  if (typeof absent === 'object') return test.holds(absent.text);
  return absent === 'error' || whenNull === 'error' ? test.holds('') : whenNull;
}

function forAbsent(fact: TextValue['fact'], wanted: boolean, present: Formula): Formula {
  return wanted
    ? any([comparison(fact, 'equal', ''), present])
    : all([comparison(fact, 'notEqual', ''), present]);
}

export const isAnything: TextTest = { holds: () => true, condition: () => true };
export const isNothing: TextTest = { holds: () => false, condition: () => false };
export const isEmptyText: TextTest = { holds: (text) => text === '', condition: () => false };

export function isOneOf(texts: readonly string[]): TextTest {
  return {
    holds: (text) => texts.includes(text),
    condition: (fact, casing) => {
      const possible = texts.filter((text) => survives(text, casing));
      if (possible.every((text) => text === '')) return false;
      if (casing !== undefined)
        return ignoringCase(fact, `^(?:${possible.map(quoted).join('|')})$`);
      const [only = ''] = possible;
      return possible.length === 1
        ? comparison(fact, 'equal', only)
        : comparison(fact, 'in', possible);
    },
  };
}

export function equalsIgnoringCase(wanted: string): TextTest {
  return {
    holds: (text) => text.toLowerCase() === wanted.toLowerCase(),
    condition: (fact) => (wanted === '' ? false : ignoringCase(fact, `^${quoted(wanted)}$`)),
  };
}

export function contains(part: string): TextTest {
  return found(part, (text) => text.includes(part), quoted(part));
}

export function startsWith(part: string): TextTest {
  const test = found(part, (text) => text.startsWith(part), `^${quoted(part)}`);
  return {
    holds: test.holds,
    condition: (fact, casing) =>
      casing === undefined && part !== ''
        ? comparison(fact, 'startsWith', part)
        : test.condition(fact, casing),
  };
}

export function endsWith(part: string): TextTest {
  return found(part, (text) => text.endsWith(part), `${quoted(part)}$`);
}

function found(part: string, holds: TextTest['holds'], regex: string): TextTest {
  return {
    holds,
    condition: (fact, casing) => {
      if (part === '') return true;
      if (!survives(part, casing)) return false;
      return casing === undefined ? comparison(fact, 'matches', regex) : ignoringCase(fact, regex);
    },
  };
}

/** Whether a text can be found in others that were all changed to this casing. */
function survives(text: string, casing: TextValue['casing']): boolean {
  if (casing === undefined) return true;
  return text === (casing === 'lower' ? text.toLowerCase() : text.toUpperCase());
}

function ignoringCase(fact: TextValue['fact'], regex: string): Formula {
  return comparison(fact, 'matches', `(?i)${regex}`);
}
