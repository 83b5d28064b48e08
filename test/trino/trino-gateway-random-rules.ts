const ATOMS = [
  'request.getHeader("X-Trino-Source") == "airflow"',
  'request.getHeader("X-Trino-Source") != "dbt"',
  '"dbt".equals(request.getHeader("X-Trino-Source"))',
  'request.getHeader("X-Trino-Client-Tags") contains "foo"',
  'request.getHeader("X-Trino-Client-Tags") == null',
  'request.getHeader("X-Team") ~= "[eE].*"',
  '["etl", "ETL"] contains request.getHeader("X-Team")',
  'trinoRequestUser.userExistsAndEquals("alice")',
  'trinoRequestUser.getUser().isPresent()',
  'trinoQueryProperties.tablesContains("c.s.t")',
  'trinoQueryProperties.getCatalogs().contains("x")',
  'trinoQueryProperties.getQueryType() == "Query"',
  'trinoQueryProperties.isQueryParsingSuccessful()',
];
const FLAGS = ['red', 'blue'];
const ELEMENTS = ['one', 'two'];

/** A rules file that uses state, if, several writes and equal priorities, the same for each seed. */
class RandomRules {
  constructor(private seed: number) {}

  file(): string {
    const set = { name: 'set', priority: -9, condition: 'true' };
    const first = { ...set, actions: ['state.put("seen", new HashSet())'] };
    const rules = Array.from({ length: 2 + this.below(5) }, (_, index) => this.rule(index));
    const all = this.below(2) === 0 ? [first, ...rules] : [...rules, first];
    return all.map((rule) => `---\n${JSON.stringify(rule)}\n`).join('');
  }

  private rule(index: number): object {
    const priority = this.below(3) === 0 ? {} : { priority: this.below(4) - 1 };
    const actions = Array.from({ length: 1 + this.below(2) }, () => this.action(2));
    return { name: `rule ${index}`, ...priority, condition: this.condition(3), actions };
  }

  private action(depth: number): string {
    const kind = this.below(depth === 0 ? 4 : 7);
    if (kind === 0) return `state.put("${this.of(FLAGS)}", ${this.of(['true', 'false', '"x"'])})`;
    if (kind === 1) return `state.get("seen").add("${this.of(ELEMENTS)}")`;
    if (kind < 4) return `result.put("routingGroup", "${this.of(['a', 'b', 'c', 'd'])}")`;
    if (kind === 4) return `if (${this.result()}) { ${this.action(depth - 1)} }`;
    const then = `if (${this.condition(1)}) { ${this.action(depth - 1)} }`;
    if (kind === 5) return `${then}; ${this.action(depth - 1)};`;
    const otherwise =
      this.below(2) === 0 ? '' : `\nelse if (${this.condition(1)}) { ${this.action(0)}; }`;
    return `${then}${otherwise}\nelse {\n ${this.action(depth - 1)}\n}`;
  }

  private result(): string {
    return this.of([
      'result.get("routingGroup") == null',
      'result.get("routingGroup") != "a"',
      '!result.containsKey("routingGroup")',
    ]);
  }

  private condition(depth: number): string {
    const kind = this.below(depth === 0 ? 5 : 9);
    if (kind < 3) return this.of(ATOMS);
    if (kind === 3)
      return `state.get("${this.of(FLAGS)}") ${this.of(['==', '!='])} ${this.value()}`;
    if (kind === 4) return `state.get("seen").contains("${this.of(ELEMENTS)}")`;
    if (kind === 5) return `!(${this.condition(depth - 1)})`;
    const joined = `${this.part(depth)} ${this.of(['&&', '||'])} ${this.part(depth)}`;
    return this.below(3) === 0 ? `(${joined})` : joined;
  }

  /** Brackets are left out at times, so that the order of && and || counts. */
  private part(depth: number): string {
    const condition = this.condition(depth - 1);
    return this.below(2) === 0 ? condition : `(${condition})`;
  }

  private value(): string {
    return this.of(['true', 'false', 'null', '"x"']);
  }

  private of(choices: readonly string[]): string {
    return choices[this.below(choices.length)] ?? '';
  }

  private below(limit: number): number {
    // The generator of Numerical Recipes; its upper bits are the good ones.
    this.seed = (Math.imul(this.seed, 1664525) + 1013904223) >>> 0;
    return Math.floor((this.seed / 2 ** 32) * limit);
  }
}

export function randomRulesFiles(seed: number, count: number): string[] {
  const random = new RandomRules(seed);
  return Array.from({ length: count }, () => random.file());
}
