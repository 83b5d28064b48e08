import type { Expression, Operator, Statement } from './mvel';
import { type Token, tokenizeMvel } from './tokenize-mvel';
import { Untranslatable } from './untranslatable';

const RELATIONS = new Set(['==', '!=', '<', '<=', '>', '>=', '~=', 'contains']);
const CONSTANTS = new Map([
  ['true', true],
  ['false', false],
  ['null', null],
  ['nil', null],
]);

// What MVEL 2.5.2 makes of these words was seen by running it.
const MISTAKEN_WORDS: Readonly<Record<string, string>> = {
  and: 'is no operator of MVEL, which ends the condition there; write &&',
  or: 'is not the logical or in MVEL, it takes the first value that is not null; write ||',
  in: 'belongs to loops in MVEL; write list contains value',
};

/** Reads a condition: one expression, or throws Untranslatable. */
export function parseCondition(source: string): Expression {
  const parser = new Parser(source);
  const expression = parser.expression();
  parser.skip(';');
  parser.expectEnd();
  return expression;
}

/** Reads an action: statements, each ended by a semicolon or braces, or throws Untranslatable. */
export function parseAction(source: string): Statement[] {
  const parser = new Parser(source);
  const statements = parser.statements();
  parser.expectEnd();
  return statements;
}

/** Recursive descent over the part of MVEL that can be translated. */
class Parser {
  private readonly tokens: Token[];
  private at = 0;

  constructor(private readonly text: string) {
    this.tokens = tokenizeMvel(text);
  }

  statements(): Statement[] {
    const statements: Statement[] = [];
    while (this.skip(';'));
    while (this.current.kind !== 'end' && !this.is('}')) {
      const statement = this.statement();
      statements.push(statement);
      const ended = this.skip(';') || statement.kind === 'if';
      while (this.skip(';'));
      if (!ended) break;
    }
    return statements;
  }

  expression(): Expression {
    const condition = this.or();
    if (this.is('?')) this.fail('is a choice by "? :", which is not translated; write if or &&');
    return condition;
  }

  skip(symbol: string): boolean {
    if (!this.is(symbol)) return false;
    this.at += 1;
    return true;
  }

  expectEnd(): void {
    if (this.current.kind !== 'end') this.unexpected();
  }

  private statement(): Statement {
    const { from } = this.current;
    if (!this.isWord('if')) {
      const expression = this.expression();
      return { kind: 'expression', expression, source: expression.source };
    }
    this.at += 1;
    this.expect('(');
    const condition = this.expression();
    this.expect(')');
    const then = this.block();
    const otherwise = this.otherwise();
    return { kind: 'if', condition, then, else: otherwise, source: this.sourceFrom(from) };
  }

  private otherwise(): Statement[] {
    if (!this.isWord('else')) return [];
    this.at += 1;
    return this.isWord('if') ? [this.statement()] : this.block();
  }

  private block(): Statement[] {
    this.expect('{');
    const statements = this.statements();
    this.expect('}');
    return statements;
  }

  private or(): Expression {
    return this.chain('||', () => this.chain('&&', () => this.relation()));
  }

  private chain(operator: '&&' | '||', operand: () => Expression): Expression {
    const { from } = this.current;
    let left = operand();
    while (this.skip(operator)) {
      const right = operand();
      left = { kind: 'binary', operator, left, right, source: this.sourceFrom(from) };
    }
    return left;
  }

  private relation(): Expression {
    const { from } = this.current;
    const left = this.unary();
    const operator = this.relationHere();
    if (operator === undefined) return left;
    this.at += 1;
    const right = this.unary();
    if (this.relationHere()) this.fail('compares the result of a comparison; write brackets');
    return { kind: 'binary', operator, left, right, source: this.sourceFrom(from) };
  }

  private unary(): Expression {
    const { from } = this.current;
    if (!this.skip('!')) return this.postfix();
    if (this.current.kind === 'text') {
      this.fail('stands behind "!", which Trino Gateway refuses to compile; write !(…)');
    }
    const operand = this.unary();
    return { kind: 'not', operand, source: this.sourceFrom(from) };
  }

  private postfix(): Expression {
    const { from } = this.current;
    let object = this.primary();
    while (this.skip('.')) {
      const name = this.name();
      const inBrackets = this.is('(') ? this.list('(', ')') : undefined;
      object = {
        kind: 'member',
        object,
        name,
        ...(inBrackets && { arguments: inBrackets }),
        source: this.sourceFrom(from),
      };
    }
    return object;
  }

  private primary(): Expression {
    const { kind, value, from } = this.current;
    if (kind === 'text') return this.constant(value);
    if (kind === 'number') return this.constant(this.number(value));
    if (kind === 'name') return this.word(value);
    if (this.is('[')) return this.inline('[', ']', from);
    if (this.is('{')) return this.inline('{', '}', from);
    this.expect('(');
    const inner = this.expression();
    this.expect(')');
    return { ...inner, source: this.sourceFrom(from) };
  }

  private word(name: string): Expression {
    const { from } = this.current;
    const constant = CONSTANTS.get(name);
    if (constant !== undefined) return this.constant(constant);
    this.at += 1;
    if (name === 'empty') return { kind: 'empty', source: name };
    if (name !== 'new') return { kind: 'name', name, source: name };
    const created = this.name();
    const inBrackets = this.list('(', ')');
    return { kind: 'new', name: created, arguments: inBrackets, source: this.sourceFrom(from) };
  }

  private inline(open: string, close: string, from: number): Expression {
    const items = this.list(open, close);
    return { kind: 'list', items, source: this.sourceFrom(from) };
  }

  private constant(value: string | number | boolean | null): Expression {
    const { from } = this.current;
    this.at += 1;
    return { kind: 'constant', value, source: this.sourceFrom(from) };
  }

  private number(text: string): number {
    if (!/^\d+$/.test(text)) this.fail('is a number that is not translated');
    return Number(text);
  }

  private list(open: string, close: string): Expression[] {
    this.expect(open);
    const items: Expression[] = [];
    while (!this.is(close)) {
      if (items.length > 0) this.expect(',');
      items.push(this.expression());
    }
    this.expect(close);
    return items;
  }

  private name(): string {
    if (this.current.kind !== 'name') this.unexpected();
    const { value } = this.current;
    this.at += 1;
    return value;
  }

  private get current(): Token {
    const token = this.tokens[this.at] ?? this.tokens.at(-1);
    if (token === undefined) throw new Error('a tokenised text has no end');
    return token;
  }

  private relationHere(): Operator | undefined {
    const { kind, value } = this.current;
    return kind !== 'text' && RELATIONS.has(value) ? (value as Operator) : undefined;
  }

  private isWord(word: string): boolean {
    return this.current.kind === 'name' && this.current.value === word;
  }

  private is(symbol: string): boolean {
    return this.current.kind === 'symbol' && this.current.value === symbol;
  }

  private expect(symbol: string): void {
    if (!this.skip(symbol)) this.unexpected();
  }

  private sourceFrom(from: number): string {
    return this.text.slice(from, this.tokens[this.at - 1]?.to ?? from);
  }

  private unexpected(): never {
    const { kind, value } = this.current;
    if (kind === 'end') throw new Untranslatable('ends too early', this.text.trim());
    this.fail(MISTAKEN_WORDS[value] ?? 'is not understood here');
  }

  private fail(reason: string): never {
    const { from, to } = this.current;
    throw new Untranslatable(`${this.text.slice(from, to)} ${reason}`, this.text.trim());
  }
}
