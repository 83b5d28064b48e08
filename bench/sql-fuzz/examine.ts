import { type Analyzer } from '../../sql/statement-facts';
import { factProblems, instability } from './fact-problems';
import { type Finding, finding } from './findings';
import { type FuzzText } from './fuzz-text';
import { type Measured, measured } from './measure';

export interface Bounds {
  answerMs: number;
  blockedMs: number;
}

/** The bounds of a run on a machine that has nothing else to do. */
export const BOUNDS: Bounds = { answerMs: 2000, blockedMs: 50 };

/** What became of the texts of one batch. */
export interface Examined {
  findings: Finding[];
  parsed: number;
  slowestMs: number;
  blockedMs: number;
}

interface Answer {
  problems: string[];
  parsed: boolean;
  ms: number;
}

/** Analyses texts side by side and checks the answers; what looks wrong is tried again alone. */
export async function examine(
  analyzer: Analyzer,
  texts: readonly FuzzText[],
  bounds: Bounds = BOUNDS,
): Promise<Examined> {
  const { result: answers, blockedMs } = await measured(() => answerAll(analyzer, texts));
  const findings: Finding[] = [];
  const isBlocked = blockedMs > bounds.blockedMs;
  for (const [at, text] of texts.entries()) {
    const { problems, ms } = answers[at]!;
    if (isBlocked || problems.length > 0 || ms > bounds.answerMs)
      findings.push(...(await problemsAlone(analyzer, text, bounds)));
  }
  return {
    findings,
    parsed: answers.filter(({ parsed }) => parsed).length,
    slowestMs: Math.max(0, ...answers.map(({ ms }) => ms)),
    blockedMs,
  };
}

/** Begun one after the other, as requests come in: each in a turn of the event loop of its own. */
async function answerAll(analyzer: Analyzer, texts: readonly FuzzText[]): Promise<Answer[]> {
  const begun: Promise<Answer>[] = [];
  for (const text of texts) {
    begun.push(answer(analyzer, text));
    await new Promise(setImmediate);
  }
  return Promise.all(begun);
}

async function answer(analyzer: Analyzer, text: FuzzText): Promise<Answer> {
  const startedAt = performance.now();
  try {
    const facts = await analyzer.analyze(text.sql, text.context);
    const ms = performance.now() - startedAt;
    const again = await analyzer.analyze(text.sql, text.context);
    const problems = [...factProblems(text, facts), ...instability(facts, again)];
    return { problems, parsed: facts.parsed, ms };
  } catch (error) {
    return { problems: [`is rejected: ${String(error)}`], parsed: false, ms: 0 };
  }
}

/** What is wrong with a text in each of three tries. */
async function problemsAlone(
  analyzer: Analyzer,
  text: FuzzText,
  bounds: Bounds,
): Promise<Finding[]> {
  const tries: Measured<Answer>[] = [];
  for (let i = 1; i <= 3; i += 1) {
    // Spaces at the end make it a text that no cache knows.
    const asNew = { ...text, sql: text.sql + ' '.repeat(i) };
    tries.push(await measured(() => answer(analyzer, asNew)));
    if (isFine(tries.at(-1)!, bounds)) return [];
  }
  const blockedMs = Math.min(...tries.map((each) => each.blockedMs));
  const ms = Math.min(...tries.map(({ result }) => result.ms));
  const problems = tries.map(({ result }) => result.problems);
  const lasting = problems.some((each) => each.length === 0) ? [] : problems[0]!;
  if (blockedMs > bounds.blockedMs)
    lasting.push(`blocks the event loop for ${Math.round(blockedMs)} ms`);
  if (ms > bounds.answerMs) lasting.push(`is answered after ${Math.round(ms)} ms`);
  return lasting.map((problem) => finding(text, problem));
}

function isFine({ result, blockedMs }: Measured<Answer>, bounds: Bounds): boolean {
  const { problems, ms } = result;
  return problems.length === 0 && ms <= bounds.answerMs && blockedMs <= bounds.blockedMs;
}
