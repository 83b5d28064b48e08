import { type Context, fail } from './context';
import { any, comparison, not } from './formula';
import { onlySet, type Slot } from './memory';
import type { Expression } from './mvel';
import type { SetFact, Value } from './value';

type Member = Extract<Expression, { kind: 'member' }>;

/** A method of a set of names. */
export function setCall(fact: SetFact, member: Member, given: Value[]): Value {
  const [argument] = given;
  if (member.name === 'size') return { kind: 'size', fact };
  if (member.name === 'isEmpty') {
    return { kind: 'formula', formula: comparison({ fact, path: '$.length' }, 'equal', 0) };
  }
  if (member.name === 'contains' && argument) return contained(fact, argument, member);
  return fail(member, `.${member.name} is not translated here`);
}

export function contained(fact: SetFact, value: Value, whole: Expression): Value {
  if (fact === 'tables') {
    return fail(
      whole,
      'never holds in Trino Gateway, where tables are no texts; tablesContains(…) may be meant',
    );
  }
  if (value.kind !== 'constant' || typeof value.value !== 'string') {
    return fail(whole, 'is not known before the statement comes');
  }
  return { kind: 'formula', formula: comparison({ fact }, 'contains', value.value) };
}

/** `state.get(key)`, `result.get("routingGroup")` and `containsKey`. */
export function stateCall(
  name: 'state' | 'result',
  member: Member,
  given: Value[],
  context: Context,
): Value {
  const [key] = given;
  const why = context.unknown[name];
  if (why !== undefined) return fail(member, why);
  if (name === 'result' && context.result === undefined) {
    return fail(member, 'conditions have no result in Trino Gateway');
  }
  if (key?.kind !== 'constant' || typeof key.value !== 'string' || given.length !== 1) {
    return fail(member, `${name}.${member.name} is not translated here`);
  }
  const slot = slotOf(name, key.value, member, context);
  if (member.name === 'get') return { kind: 'slot', slot };
  if (member.name === 'containsKey') {
    return { kind: 'formula', formula: any(slot.map(({ guard }) => guard)) };
  }
  return fail(member, `${name}.${member.name} is not translated here`);
}

function slotOf(name: string, key: string, member: Member, context: Context): Slot {
  if (name === 'state') return context.state.get(key) ?? [];
  if (key !== 'routingGroup') return fail(member, 'only routingGroup is known of the result');
  return context.result ?? [];
}

/** A method of what was put into `state`. */
export function slotCall(slot: Slot, member: Member, given: Value[]): Value {
  const [element] = given;
  if (member.name === 'contains' && element) return slotContains(slot, element, member);
  if (member.name === 'isEmpty' && given.length === 0) {
    const members = [...setIn(slot, member).members.values()];
    return { kind: 'formula', formula: not(any(members)) };
  }
  return fail(member, `.${member.name} of something in the state is not translated`);
}

export function slotContains(slot: Slot, element: Value, whole: Expression): Value {
  if (element.kind !== 'constant' || typeof element.value !== 'string') {
    return fail(whole, 'is not known before the statement comes');
  }
  const { members } = setIn(slot, whole);
  return { kind: 'formula', formula: members.get(element.value) ?? false };
}

function setIn(slot: Slot, whole: Expression) {
  return onlySet(slot) ?? fail(whole, 'it is not sure that the state holds a set here');
}
