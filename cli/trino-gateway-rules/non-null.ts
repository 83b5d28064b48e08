import type { Expression } from './mvel';

/** Texts and Optionals are known again by how they are written. */
export function keyOf(expression: Expression): string {
  return expression.source.replaceAll(/\s+|^\(|\)$/g, '');
}

/** What is surely there, not null and not an empty Optional, when the condition has this result. */
export function surelyThere(condition: Expression, result: boolean): Set<string> {
  switch (condition.kind) {
    case 'not':
      return surelyThere(condition.operand, !result);
    case 'member':
      return afterCall(condition, result);
    case 'binary':
      return afterBinary(condition, result);
    default:
      return new Set();
  }
}

type Binary = Extract<Expression, { kind: 'binary' }>;
type Member = Extract<Expression, { kind: 'member' }>;

function afterBinary({ operator, left, right }: Binary, result: boolean): Set<string> {
  if (operator === '&&' || operator === '||') {
    const [one, other] = [surelyThere(left, result), surelyThere(right, result)];
    const bothDecide = (operator === '&&') === result;
    return bothDecide ? new Set([...one, ...other]) : new Set([...one].filter((x) => other.has(x)));
  }
  const there = new Set([...calledOn(left), ...calledOn(right)]);
  if (operator === '==' || operator === '!=') {
    const equal = (operator === '==') === result;
    for (const [side, other] of [
      [left, right],
      [right, left],
    ] as const) {
      const isNull = other.kind === 'constant' && other.value === null;
      const isValue = other.kind === 'constant' && other.value !== null;
      if ((isNull && !equal) || (isValue && equal)) there.add(keyOf(side));
    }
  }
  if (operator === 'contains' && result) there.add(keyOf(left)).add(keyOf(right));
  return there;
}

function afterCall(call: Member, result: boolean): Set<string> {
  const there = calledOn(call);
  const { object, name } = call;
  if (name === (result ? 'isPresent' : 'isEmpty')) there.add(presence(object));
  const [argument] = call.arguments ?? [];
  if (result && name.startsWith('equals') && argument) there.add(keyOf(argument));
  return there;
}

/** A call on null is an error, so what comes after it sees something. */
function calledOn(expression: Expression): Set<string> {
  const there = new Set<string>();
  for (let at = expression; at.kind === 'member'; at = at.object) {
    there.add(keyOf(at.object));
    if (at.name === 'get' && at.arguments?.length === 0) there.add(presence(at.object));
  }
  return there;
}

/** An Optional is there, but that says nothing of what is in it. */
export function presence(optional: Expression): string {
  return `${keyOf(optional)} is present`;
}
