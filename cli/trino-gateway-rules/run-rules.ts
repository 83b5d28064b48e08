import type { Context } from './context';
import type { Formula } from './formula';
import type { Finding, GatewayRule, Located } from './gateway-rule';
import type { Slot } from './memory';
import { parseAction, parseCondition } from './parse-mvel';
import { surelyThere } from './non-null';
import { type Remark, toTell } from './remark';
import { type Effects, runActions } from './run-actions';
import { translateCondition } from './translate-condition';
import { Untranslatable } from './untranslatable';

/** One place where a routing group is set, or a rule that may set one and is not translated. */
export type Step = { rule: GatewayRule } & (
  { write: { guard: Formula; routingGroup: string } } | { untranslated: Finding }
);

export interface Run {
  /** The latest write comes first: the first whose guard holds decides. */
  steps: Step[];
  notes: Finding[];
}

interface Progress extends Run {
  effects: Effects;
  unknown: Context['unknown'];
}

/**
 * Goes through the rules as Trino Gateway does, every matching one in ascending priority, equal ones
 * in the order of the file, with conditions in the place of answers.
 */
export function runRules(rules: readonly GatewayRule[]): Run {
  const start: Progress = {
    steps: [],
    notes: [],
    effects: { state: new Map(), result: [] },
    unknown: {},
  };
  const sorted = [...rules].sort((one, other) => one.priority - other.priority);
  const { steps, notes } = sorted.reduce(runRule, start);
  return { steps, notes };
}

function runRule(progress: Progress, rule: GatewayRule): Progress {
  const remarks: Remark[] = [];
  try {
    const effects = effectsOf(rule, progress, (remark) => remarks.push(remark));
    const written = newEntries(effects.result, progress.effects.result);
    const steps = written.map(({ guard, value }) => ({
      rule,
      write: { guard, routingGroup: String(value) },
    }));
    const asked = remarks.some(({ kind }) => kind === 'empty counts as absent');
    const effective = steps.filter(({ write }) => write.guard !== false);
    const { line } = rule.condition;
    const told = toTell(remarks).map((message) => ({ line, rule: rule.name, message }));
    const notes = [...told, ...withoutEffect(rule, steps, effective, asked)];
    return {
      ...progress,
      effects,
      steps: [...effective, ...progress.steps],
      notes: [...progress.notes, ...notes],
    };
  } catch (cause) {
    if (!(cause instanceof Untranslatable)) throw cause;
    return withoutRule(progress, rule, cause);
  }
}

function effectsOf(rule: GatewayRule, { effects, unknown }: Progress, remark: Context['remark']) {
  const context: Context = { ...effects, result: undefined, unknown, there: new Set(), remark };
  const condition = parseCondition(rule.condition.text);
  const guard = translateCondition(condition, context);
  const there = surelyThere(condition, true);
  return rule.actions.reduce((before: Effects, action) => {
    const inAction = { ...context, ...before, there };
    return at(action, () => runActions(parseAction(action.text), guard, before, inAction));
  }, effects);
}

/** A mistake in an action is told with the line of that action. */
function at<T>({ line }: Located, run: () => T): T {
  try {
    return run();
  } catch (cause) {
    if (cause instanceof Untranslatable) cause.line = line;
    throw cause;
  }
}

function newEntries(after: Slot, before: Slot): Slot {
  return after.slice(0, after.length - before.length);
}

function withoutRule(progress: Progress, rule: GatewayRule, cause: Untranslatable): Progress {
  const { message, expression, line = rule.condition.line } = cause;
  const untranslated = { line, rule: rule.name, expression, message };
  const why = `depends on the rule "${rule.name}", which is not translated`;
  const touchesState = rule.actions.some(({ text }) => /\bstate\b/.test(text));
  return {
    ...progress,
    steps: [{ rule, untranslated }, ...progress.steps],
    unknown: { ...progress.unknown, result: why, ...(touchesState && { state: why }) },
  };
}

function withoutEffect(
  rule: GatewayRule,
  steps: readonly Step[],
  effective: readonly Step[],
  askedForEmpty: boolean,
): Finding[] {
  const name = rule.name;
  if (effective.length === steps.length) return [];
  const message = askedForEmpty
    ? 'holds only where a client sends a header empty; left out'
    : 'never holds for a statement; left out';
  return [{ line: rule.line, rule: name, message }];
}
