import { parseArgs } from 'node:util';
import { type Measured, measure } from './measure';
import { ruleStyles } from './rule-sets';

const USAGE = `npm run bench:rules -- [--seconds N] [--json]

How long a decision takes by 10 to 10,000 rules, with the index of candidates and with each rule tried,
in one run. N is the CPU time for each rule set, 1 unless told.
`;

const COUNTS = [10, 20, 100, 1_000, 10_000];
/** What other numbers of rules are compared with. */
const USUAL = 20;

function main(): void {
  const { values } = parseArgs({
    options: {
      seconds: { type: 'string', default: '1' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const seconds = Number(values.seconds);
  if (values.help || !(seconds > 0)) return print(USAGE);
  const all = ruleStyles.flatMap((style) => COUNTS.map((rules) => measure(style, rules, seconds)));
  print(values.json ? `${JSON.stringify(all, null, 2)}\n` : tableOf(all));
}

function tableOf(all: readonly Measured[]): string {
  const head = ['rules by', 'rules', 'indexed µs', '÷ 20 rules', 'each tried µs', '÷ indexed'];
  const rows = all.map((each) => {
    const usual = all.find(({ style, rules }) => style === each.style && rules === USUAL);
    return [
      ...[each.style, String(each.rules), each.indexed.toFixed(2)],
      (each.indexed / (usual?.indexed ?? NaN)).toFixed(2),
      ...[each.everyRule.toFixed(2), (each.everyRule / each.indexed).toFixed(1)],
      each.compiling.toFixed(0),
    ];
  });
  const lines = [[...head, 'compile ms'], ...rows].map(([style = '', ...numbers]) =>
    [style.padEnd(14), ...numbers.map((number) => number.padStart(13))].join(' '),
  );
  return `${lines.join('\n')}\nTimes are of CPU.\n`;
}

function print(text: string): void {
  process.stdout.write(text);
}

main();
