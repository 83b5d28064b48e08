import type { Config } from '../config/schema';
import { joinRuleSets, readTexts } from '../router-service/rule-sets/rule-set-files';
import { sampleFacts } from '../router-service/sample-facts';
import type { CompiledRuleSet } from '../rules/compile';
import { type RuleTestReport, runRuleTests } from '../rules/rule-tests';
import { createAnalyzer } from '../sql/analyze';
import type { Analyzer } from '../sql/statement-facts';
import { explainFailure } from './explain-failure';

export interface RuleTestRun {
  /** For people, as it goes. */
  lines: AsyncIterable<string>;
  /** Whether every file is valid and all its tests pass; known when the lines have ended. */
  passed(): boolean;
}

/** Runs the tests of rule sets in files, without a server. */
export function testRules(files: readonly string[], config: Config): RuleTestRun {
  let failures = 0;

  async function* run(): AsyncGenerator<string> {
    const { analysisTimeout, maxAnalyzedSize, maxAnalyzedDepth } = config.routerService;
    const analyzer = createAnalyzer({
      timeoutMs: analysisTimeout,
      maxParsedLength: maxAnalyzedSize,
      maxDepth: maxAnalyzedDepth,
    });
    try {
      for (const file of files) {
        const { lines, failed } = await testFile(file, config, analyzer);
        failures += failed;
        yield `${lines.join('\n')}\n`;
      }
    } finally {
      await analyzer.close();
    }
  }

  return { lines: run(), passed: () => failures === 0 };
}

interface FileReport {
  lines: string[];
  failed: number;
}

async function testFile(file: string, config: Config, analyzer: Analyzer): Promise<FileReport> {
  const ruleSet = await readRuleSet(file);
  if (typeof ruleSet === 'string') return { lines: [ruleSet], failed: 1 };
  const reports = await runRuleTests(ruleSet, {
    defaultRoutingGroup: config.routing.defaultRoutingGroup,
    factsOf: (request) => sampleFacts(request, analyzer),
  });
  const failed = reports.filter(({ mismatches }) => mismatches.length > 0).length;
  return { lines: [summary(file, reports.length, failed), ...reports.flatMap(linesOf)], failed };
}

/** The rule set of a file or folder; a text tells every reason why there is none. */
async function readRuleSet(file: string): Promise<CompiledRuleSet | string> {
  try {
    return joinRuleSets(await readTexts(file), `The rule set ${file}`).ruleSet;
  } catch (err) {
    return explainFailure(err);
  }
}

function summary(file: string, tests: number, failed: number): string {
  if (tests === 0) return `${file}: valid, but has no tests`;
  return `${file}: ${tests - failed} of ${tests} tests pass`;
}

function linesOf({ name, mismatches, outcome }: RuleTestReport): string[] {
  if (mismatches.length === 0) return [`  ok    ${name}`];
  const decider = outcome.rule === undefined ? 'no rule' : `rule ${outcome.rule}`;
  return [
    `  FAIL  ${name}`,
    ...mismatches.map((mismatch) => `          ${mismatch}`),
    `          decided by ${decider} (${outcome.reason})`,
  ];
}
