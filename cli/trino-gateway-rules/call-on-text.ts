import { ask, type Context, fail } from './context';
import { type Formula } from './formula';
import type { Expression } from './mvel';
import { keyOf, presence } from './non-null';
import { isPortableRegex, matchesWhole, wholeRegex } from './portable-regex';
import * as test from './text-test';
import type { TextValue, Value } from './value';

type Member = Extract<Expression, { kind: 'member' }>;
type Constant = Extract<Value, { kind: 'constant' }>;
type Optional = Extract<Value, { kind: 'optional' }>;

/** A method of String, on what a request brings or on a constant. */
export function textCall(
  object: TextValue | Constant,
  member: Member,
  given: Value[],
  context: Context,
): Value {
  const [argument] = given;
  if (object.kind === 'constant') return constantCall(object, member, argument, context);
  switch (member.name) {
    case 'toLowerCase':
      return changed(object, { casing: 'lower' }, member, context);
    case 'toUpperCase':
      return changed(object, { casing: 'upper' }, member, context);
    case 'trim':
      // HTTP takes blanks off both ends of a header.
      if (object.fact.fact !== 'statement') return changed(object, {}, member, context);
      break;
    case 'isEmpty':
      return asked(object, test.isEmptyText, member, context);
    case 'equals':
      if (argument?.kind === 'constant' && argument.value === null) {
        return asked(object, test.isNothing, member, context);
      }
  }
  const literal = argument?.kind === 'constant' ? argument.value : undefined;
  if (typeof literal !== 'string') return fail(member, `.${member.name} is not translated here`);
  return asked(object, testNamed(member.name, literal, object, member), member, context);
}

/** The test that a method of String is, or MVEL's operator `contains` or `~=`. */
export function testNamed(
  name: string,
  literal: string,
  { fact, casing }: TextValue,
  whole: Expression,
): test.TextTest {
  const ignoresCase = casing !== undefined || name === 'equalsIgnoreCase';
  if (ignoresCase && !/^[\x20-\x7e]*$/.test(literal)) {
    return fail(whole, 'ignores the case of letters beyond ASCII');
  }
  switch (name) {
    case 'equals':
      checkQueryType(fact.fact, literal, whole);
      return test.isOneOf([literal]);
    case 'equalsIgnoreCase':
      return test.equalsIgnoringCase(literal);
    case 'contains':
      return test.contains(literal);
    case 'startsWith':
      return test.startsWith(literal);
    case 'endsWith':
      return test.endsWith(literal);
    case 'matches':
    case '~=':
      if (casing !== undefined) return fail(whole, 'a regular expression on changed letters');
      return regexTest(literal, fact.fact, whole);
    default:
      return fail(whole, `.${name} is not translated`);
  }
}

/** A list that is asked whether it contains a text. */
export function askList(
  list: Extract<Value, { kind: 'list' }>,
  value: Value,
  whole: Expression,
  context: Context,
): Formula {
  if (value.kind === 'constant') return list.items.includes(String(value.value));
  if (value.kind !== 'text') return fail(whole, 'a list is asked for something that is no text');
  for (const item of list.items) checkQueryType(value.fact.fact, item, whole);
  const whenNull = list.refusesNull ? 'error' : false;
  return ask({ text: value, test: test.isOneOf(list.items), whenNull }, context);
}

/** A method of java.util.Optional. */
export function optionalCall(
  { of }: Optional,
  member: Member,
  given: Value[],
  context: Context,
): Value {
  if (of.kind === 'constant') return fail(member, `.${member.name} is not translated here`);
  const formula = (which: test.TextTest, whenNull: boolean): Value => ({
    kind: 'formula',
    formula: ask({ text: of, test: which, whenNull }, context),
  });
  const [argument] = given;
  switch (member.name) {
    case 'get':
    case 'orElseThrow':
      if (given.length > 0) break;
      return { ...of, absent: context.there.has(presence(member.object)) ? 'never' : 'error' };
    case 'isPresent':
      return formula(test.isAnything, false);
    case 'isEmpty':
      return formula(test.isNothing, true);
    case 'orElse':
      if (argument?.kind !== 'constant') break;
      if (argument.value === null) return of;
      if (typeof argument.value === 'string') return { ...of, absent: { text: argument.value } };
      break;
    case 'equals':
      if (argument?.kind !== 'optional' || argument.of.kind !== 'constant') break;
      return formula(test.isOneOf([argument.of.value]), false);
  }
  return fail(member, `.${member.name} of an Optional is not translated here`);
}

function constantCall(
  { value }: Constant,
  member: Member,
  argument: Value | undefined,
  context: Context,
): Value {
  if (typeof value !== 'string') return fail(member, `.${member.name} is not translated here`);
  if (argument?.kind === 'text' && /^equals(?:IgnoreCase)?$/.test(member.name)) {
    const test = testNamed(member.name, value, argument, member);
    return { kind: 'formula', formula: ask({ text: argument, test, whenNull: false }, context) };
  }
  if (member.name === 'toLowerCase') return { kind: 'constant', value: value.toLowerCase() };
  if (member.name === 'toUpperCase') return { kind: 'constant', value: value.toUpperCase() };
  if (argument?.kind !== 'constant' || typeof argument.value !== 'string') {
    return fail(member, `.${member.name} of a constant is not translated here`);
  }
  const anyText: TextValue = { kind: 'text', fact: { fact: '' }, name: '', absent: 'never' };
  const { holds } = testNamed(member.name, argument.value, anyText, member);
  return { kind: 'formula', formula: holds(value) };
}

function changed(
  text: TextValue,
  change: Partial<TextValue>,
  member: Member,
  context: Context,
): TextValue {
  const isThere = text.absent !== 'null' || context.there.has(keyOf(member.object));
  const absent = isThere ? (text.absent === 'null' ? 'never' : text.absent) : 'error';
  return { ...text, ...change, absent };
}

function asked(text: TextValue, which: test.TextTest, member: Member, context: Context): Value {
  const unlessThere = keyOf(member.object);
  const question = { text, test: which, whenNull: 'error' as const, unlessThere };
  return { kind: 'formula', formula: ask(question, context) };
}

function regexTest(pattern: string, fact: string, whole: Expression): test.TextTest {
  if (!isPortableRegex(pattern)) {
    return fail(whole, 'Java and RE2 may read this regular expression differently');
  }
  const regex = wholeRegex(pattern, fact === 'statement');
  return {
    holds: (text) => matchesWhole(pattern, text),
    condition: (of) => ({ ...of, operator: 'matches', value: regex }),
  };
}

/** Where Trino Gateway cannot parse a statement, its words for the query type differ from ours. */
function checkQueryType(fact: string, literal: string, whole: Expression): void {
  if (!/^(?:resourceGroupQ|q)ueryType$/.test(fact)) return;
  if (!['', 'Unknown', 'UNKNOWN'].includes(literal)) return;
  fail(
    whole,
    'statements that are not understood have no such query type here; use isQueryParsingSuccessful()',
  );
}
