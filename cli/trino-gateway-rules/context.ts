import type { Formula } from './formula';
import type { Slot, State } from './memory';
import type { Expression } from './mvel';
import { testText, type TextTest } from './text-test';
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

export interface Remark {
  /** The text that it is about, so that each is told once for a rule. */
  about: string;
  kind: 'error when absent' | 'empty is absent' | 'asks for empty' | 'tag hint';
  message: string;
}

interface Question {
  text: TextValue;
  test: TextTest;
  whenNull: boolean | 'error';
  /** The expression that would be an error; undefined when it is surely there. */
  unlessThere?: string;
}

/** The condition for a question about a text, with remarks on where Trino Gateway differs. */
export function ask({ text, test, whenNull, unlessThere }: Question, context: Context): Formula {
  const { formula, differsWhenEmpty } = testText(text, test, whenNull);
  const { name: about } = text;
  const fails = text.absent !== 'never' && (whenNull === 'error' || text.absent === 'error');
  if (fails && !(unlessThere !== undefined && context.there.has(unlessThere))) {
    const message = `Trino Gateway fails every statement without ${about}; here it is taken as empty`;
    context.remark({ about, kind: 'error when absent', message });
  }
  if (differsWhenEmpty && !fails && isHeader(text)) {
    const message = `${about}, if a client sends it empty, counts as not sent here`;
    context.remark({ about, kind: 'empty is absent', message });
  }
  if (test.holds('') && !test.holds('x')) {
    context.remark({ about, kind: 'asks for empty', message: '' });
  }
  if (isTextOfTags(text, formula)) {
    const message =
      'compares the text of X-Trino-Client-Tags, as Trino Gateway does; where a whole tag is meant, use {"fact": "clientTags", "operator": "contains", "value": tag}';
    context.remark({ about, kind: 'tag hint', message });
  }
  return formula;
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
