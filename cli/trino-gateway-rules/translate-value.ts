import { askList, optionalCall, textCall } from './call-on-text';
import { setCall, slotCall, stateCall } from './call-on-collection';
import { ask, type Context, fail } from './context';
import { not } from './formula';
import type { Expression } from './mvel';
import { headerValueOf, propertyOf } from './request-values';
import { isOneOf } from './text-test';
import { tableFormula } from './qualified-name';
import type { Value } from './value';

type Member = Extract<Expression, { kind: 'member' }>;

const COLLECTIONS = new Set(['HashSet', 'LinkedHashSet', 'TreeSet', 'ArrayList', 'LinkedList']);

/** What an expression without operators stands for; throws Untranslatable. */
export function valueOf(expression: Expression, context: Context): Value {
  switch (expression.kind) {
    case 'constant':
      return { kind: 'constant', value: expression.value };
    case 'empty':
      return { kind: 'empty' };
    case 'name':
      return { kind: 'object', name: expression.name };
    case 'list':
      return listOf(expression, expression.items, false, context);
    case 'new':
      if (COLLECTIONS.has(expression.name) && expression.arguments.length === 0) {
        return { kind: 'new set' };
      }
      return fail(expression, `new ${expression.name}(…) with these arguments is not translated`);
    case 'member':
      return memberOf(expression, context);
    default:
      return fail(expression, 'is a condition where a value is needed');
  }
}

function memberOf(member: Member, context: Context): Value {
  const object = valueOf(member.object, context);
  if (object.kind === 'object' && isListClass(object.name, member.name)) {
    return listOf(member, member.arguments ?? [], member.name === 'of', context);
  }
  const given = (member.arguments ?? []).map((argument) => valueOf(argument, context));
  switch (object.kind) {
    case 'object':
      return objectMember(object.name, member, given, context);
    case 'text':
    case 'constant':
      return textCall(object, member, given, context);
    case 'optional':
      return optionalCall(object, member, given, context);
    case 'presence':
      if (member.name === 'isPresent') return { kind: 'formula', formula: object.formula };
      if (member.name === 'isEmpty') return { kind: 'formula', formula: not(object.formula) };
      break;
    case 'list':
      if (member.name === 'contains' && given[0]) {
        return { kind: 'formula', formula: askList(object, given[0], member, context) };
      }
      break;
    case 'set':
      return setCall(object.fact, member, given);
    case 'slot':
      return slotCall(object.slot, member, given);
  }
  return fail(member, `.${member.name} is not translated here`);
}

function objectMember(name: string, member: Member, given: Value[], context: Context): Value {
  const [first] = given;
  const literal = first?.kind === 'constant' && typeof first.value === 'string' ? first.value : '';
  const called = `${name}.${member.name}`;
  if (called === 'FileBasedRoutingGroupSelector.RESULTS_ROUTING_GROUP_KEY') {
    return { kind: 'constant', value: 'routingGroup' };
  }
  if (name === 'state' || name === 'result') return stateCall(name, member, given, context);
  if (/^(?:java\.util\.)?Optional\.of$/.test(called) && first?.kind === 'constant') {
    if (literal === '') return fail(member, 'an Optional of that is not translated');
    return { kind: 'optional', of: { kind: 'constant', value: literal } };
  }
  if (called === 'request.getHeader') return header(literal, member);
  if (called === 'trinoQueryProperties.tablesContains' && literal !== '') {
    return { kind: 'formula', formula: tableFormula(literal, member) };
  }
  if (called === 'trinoRequestUser.userExistsAndEquals' && literal !== '') {
    const user = propertyOf('trinoRequestUser', 'user');
    if (user?.kind !== 'optional' || user.of.kind !== 'text') throw new Error('user is no text');
    const question = { text: user.of, test: isOneOf([literal]), whenNull: false };
    return { kind: 'formula', formula: ask(question, context) };
  }
  const property = given.length === 0 ? propertyOf(name, member.name) : undefined;
  if (property !== undefined) return property;
  if (member.arguments === undefined && /^java(?:\.[a-z]+)?$/.test(name)) {
    return { kind: 'object', name: called };
  }
  return fail(member, `${called} has no counterpart among the facts, or not by these arguments`);
}

function header(name: string, member: Member): Value {
  if (name === '') return fail(member, 'the name of the header is not known beforehand');
  const value = headerValueOf(name);
  return typeof value === 'string' ? fail(member, `the header ${name} ${value}`) : value;
}

function isListClass(object: string, method: string): boolean {
  const name = object.replace(/^java\.util\./, '');
  return method === 'asList' ? name === 'Arrays' : method === 'of' && /^(?:List|Set)$/.test(name);
}

function listOf(
  whole: Expression,
  items: Expression[],
  refusesNull: boolean,
  context: Context,
): Value {
  const texts = items.map((item) => {
    const value = valueOf(item, context);
    if (value.kind === 'constant' && typeof value.value === 'string') return value.value;
    return fail(whole, 'a list of anything but texts is not translated');
  });
  return { kind: 'list', items: texts, refusesNull };
}
