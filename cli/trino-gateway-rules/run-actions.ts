import { type Context, fail } from './context';
import { all, type Formula, not } from './formula';
import { addTo, type Entry, put, type Slot, type State } from './memory';
import type { Expression, Statement } from './mvel';
import { translateCondition, whenKnown } from './translate-condition';
import { valueOf } from './translate-value';
import type { Value } from './value';

/** What actions have done so far. */
export interface Effects {
  state: State;
  /** Entries of `result.put("routingGroup", …)`, the latest first. */
  result: Slot;
}

type If = Extract<Statement, { kind: 'if' }>;

/** What statements do where the guard holds; throws Untranslatable. */
export function runActions(
  statements: readonly Statement[],
  guard: Formula,
  before: Effects,
  context: Context,
): Effects {
  return statements.reduce((effects, statement) => {
    const here = { ...context, ...effects };
    if (statement.kind === 'if') return runIf(statement, guard, effects, here);
    return runCall(statement.expression, guard, effects, here);
  }, before);
}

function runIf(statement: If, guard: Formula, before: Effects, context: Context): Effects {
  const choices = plainChoices(statement);
  if (choices !== undefined) return runChoices(choices, guard, before, context);
  const { condition } = statement;
  const holds = translateCondition(condition, context);
  const whenTrue = whenKnown(condition, true, context);
  const whenFalse = whenKnown(condition, false, context);
  const then = runActions(statement.then, all([guard, holds]), before, whenTrue);
  return runActions(statement.else, all([guard, not(holds)]), then, whenFalse);
}

interface Choice {
  condition?: Expression;
  call: Expression;
}

/** An if of nothing but one `result.put` in each branch, which needs no opposites of conditions. */
function plainChoices(statement: If): Choice[] | undefined {
  const [only, ...more] = statement.then;
  if (only?.kind !== 'expression' || more.length > 0 || !isResultPut(only.expression)) {
    return undefined;
  }
  const first = { condition: statement.condition, call: only.expression };
  const [otherwise, ...further] = statement.else;
  if (otherwise === undefined) return [first];
  if (further.length > 0) return undefined;
  if (otherwise.kind === 'if') {
    const rest = plainChoices(otherwise);
    return rest && [first, ...rest];
  }
  return isResultPut(otherwise.expression) ? [first, { call: otherwise.expression }] : undefined;
}

function isResultPut(call: Expression): boolean {
  return call.kind === 'member' && call.name === 'put' && call.object.source === 'result';
}

function runChoices(choices: Choice[], guard: Formula, before: Effects, context: Context): Effects {
  let known = context;
  const guarded = choices.map(({ condition, call }) => {
    const here = known;
    if (condition === undefined) return { call, guard, here };
    const holds = translateCondition(condition, here);
    known = whenKnown(condition, false, here);
    return { call, guard: all([guard, holds]), here: whenKnown(condition, true, here) };
  });
  // The latest entry decides, so the first choice is made last.
  return guarded.reverse().reduce((effects, choice) => {
    return runCall(choice.call, choice.guard, effects, choice.here);
  }, before);
}

function runCall(call: Expression, guard: Formula, before: Effects, context: Context): Effects {
  if (call.kind !== 'member' || call.arguments === undefined) {
    return fail(call, 'is no action that is translated');
  }
  const given = call.arguments.map((argument) => valueOf(argument, context));
  const object = call.object.source;
  if (object === 'result' && call.name === 'put') return putResult(call, given, guard, before);
  if (object === 'state' && call.name === 'put')
    return putState(call, given, guard, before, context);
  if (call.name === 'add') return add(call, given, guard, before, context);
  return fail(call, 'is no action that is translated');
}

function putResult(call: Expression, given: Value[], guard: Formula, before: Effects): Effects {
  const [key, value] = given.map(constantOf);
  if (key !== 'routingGroup') return fail(call, 'only routingGroup of the result is used');
  if (typeof value !== 'string' || value === '') {
    return fail(call, 'the routing group is not known before the statement comes');
  }
  return { ...before, result: [{ guard, value }, ...before.result] };
}

function putState(
  call: Expression,
  given: Value[],
  guard: Formula,
  before: Effects,
  context: Context,
): Effects {
  if (context.unknown.state !== undefined) return fail(call, context.unknown.state);
  const key = constantOf(given[0]);
  const value = stateValue(given[1]);
  if (typeof key !== 'string' || value === undefined) {
    return fail(call, 'only texts, true, false and new collections are followed in the state');
  }
  return { ...before, state: put(before.state, key, { guard, value }) };
}

function add(
  call: Extract<Expression, { kind: 'member' }>,
  given: Value[],
  guard: Formula,
  before: Effects,
  context: Context,
): Effects {
  const element = constantOf(given[0]);
  const { object } = call;
  const [keyExpression] = object.kind === 'member' ? (object.arguments ?? []) : [];
  const key = keyExpression && constantOf(valueOf(keyExpression, context));
  const isState = object.kind === 'member' && object.object.source === 'state';
  if (!isState || object.name !== 'get' || typeof key !== 'string' || typeof element !== 'string') {
    return fail(call, 'is no action that is translated');
  }
  if (context.unknown.state !== undefined) return fail(call, context.unknown.state);
  const state = addTo(before.state, key, element, guard);
  return state === undefined
    ? fail(call, 'it is not sure that the state holds a set here')
    : { ...before, state };
}

function constantOf(value: Value | undefined): string | number | boolean | null | undefined {
  return value?.kind === 'constant' ? value.value : undefined;
}

function stateValue(value: Value | undefined): Entry['value'] | undefined {
  if (value?.kind === 'new set') return { members: new Map() };
  const constant = constantOf(value);
  return typeof constant === 'number' ? undefined : constant;
}
