import type { Formula } from './formula';
import type { Slot, State } from './memory';
import type { Expression } from './mvel';
import type { Remark } from './remark';
import { isAnything, isNothing, testText, type TextTest } from './text-test';
import { Untranslatable } from './untranslatable';
import type { TextValue } from './value';

/** What is known at one place of a rule. */
export interface Context {
  state: State;
  /** Entries of `result.put("routingGroup", …)` so far; absent where Trino Gateway has no `result`. */
  result?: Slot;
  /** Why `state` or `result` is not known; reading them is then untranslatable. */
  unknown: { state?: string; result?: string };
  /** What is surely not null here; see surelyThere. */
  there: ReadonlySet<string>;
  remark(remark: Remark): void;
}

interface Question {
  text: TextValue;
  test: TextTest;
  whenNull: boolean | 'error';
  /** The expression that would be an error; undefined when it is surely there. */
  unlessThere?: string;
}

/** The condition for a question about a text, with remarks on where Trino Gateway differs. */
export function ask(question: Question, context: Context): Formula {
  const { text, test, whenNull } = question;
  const { formula, differsWhenEmpty } = testText(text, test, whenNull);
  const { name: about, fact } = text;
  const differ = (message: string) => context.remark({ kind: 'difference', message });
  const fails = failsWhenAbsent(question);
  if (fails && !context.there.has(question.unlessThere ?? '')) {
    differ(`Trino Gateway fails every statement without ${about}; here it is taken as empty`);
  }
  if (differsWhenEmpty && !fails && isHeader(text)) {
    context.remark({ kind: 'empty counts as absent', about });
  }
  if (test === isNothing || test === isAnything) context.remark({ kind: 'asks for null', about });
  if (test.holds('') && !test.holds('x')) context.remark({ kind: 'asks for empty', about });
  if (isTextOfTags(text, formula)) differ(TAGS);
  if (fact.fact === 'statement') differ(STATEMENT);
  return formula;
}

const TAGS =
  'compares the text of X-Trino-Client-Tags, as Trino Gateway does; where a whole tag is meant, use {"fact": "clientTags", "operator": "contains", "value": tag}';
const STATEMENT =
  'compares the statement as it is sent, Trino Gateway that which an EXECUTE or EXECUTE IMMEDIATE runs';

function failsWhenAbsent({ text, whenNull }: Question): boolean {
  return text.absent === 'error' || (text.absent === 'null' && whenNull === 'error');
}

function isTextOfTags({ fact }: TextValue, formula: Formula): boolean {
  if (fact.path !== "$['x-trino-client-tags']") return false;
  return JSON.stringify(formula).includes('"matches"');
}

function isHeader({ fact: { fact } }: TextValue): boolean {
  return fact === 'headers' || fact === 'source';
}

export function fail(expression: Expression, reason: string): never {
  throw new Untranslatable(reason, expression.source.trim());
}
