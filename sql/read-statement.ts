import { type ShapeCache } from './caches';
import { type Reading } from './facts/reading';
import { parse } from './grammar/parse';
import { readHeads } from './heads/read-heads';
import { scanBody } from './scan/query-scan';
import { type StatementContext, type SyntaxError } from './statement-facts';
import { fingerprintOf } from './text/fingerprint';
import { type Problem, survey } from './text/lexical-problem';
import { positionOf } from './text/position';
import { tokensOfWhatRuns } from './text/prepared-statement';
import { type Tokens } from './text/tokens';

/** What a parser is given at most; a statement beyond it is scanned only. */
export interface Limits {
  /** In UTF-16 units. */
  maxParsedLength: number;
  /** Levels of brackets. */
  maxDepth: number;
}

/**
 * Reads a text by Trino's grammar; what the grammar refuses or the limits forbid is scanned. Linear
 * in the text and synchronous. Shapes that were read before are not parsed again.
 */
export function readStatement(
  statement: string,
  context: StatementContext,
  limits: Limits,
  shapes?: ShapeCache,
): Reading {
  const { tokens, wrapper } = tokensOfWhatRuns(statement, context);
  const { fingerprint, shape } = fingerprintOf(tokens);
  const cached = wrapper === undefined && shape !== undefined ? shapes?.get(shape) : undefined;
  if (cached !== undefined) return { ...cached, tokens, wrapper };
  const { body, bodyStart, ...head } = readHeads(tokens);
  const verdict = judge(tokens, limits);
  const outer = wrapper && judge(wrapper, limits);
  const parsed = verdict.found !== undefined && (outer === undefined || outer.found !== undefined);
  const reading: Reading = {
    ...head,
    tokens,
    wrapper,
    parsed,
    found: verdict.found ?? scanBody(tokens, body, bodyStart),
    fingerprint,
    syntaxError: outer?.syntaxError ?? verdict.syntaxError,
    isDoubtful: verdict.isDoubtful === true,
  };
  if (parsed && wrapper === undefined && shape !== undefined) shapes?.keep(shape, reading);
  return reading;
}

/** What the grammar finds in a text, or why it is no statement; neither beyond the limits. */
interface Verdict {
  found?: Reading['found'];
  syntaxError?: SyntaxError;
  isDoubtful?: boolean;
}

/** The first of the two; within one word the character that Trino does not know tells more. */
function earlier(problem: Problem, refusal: Problem, text: string): Problem {
  const between = text.slice(refusal.at, problem.at);
  return refusal.at < problem.at && !/^\w+$/.test(between) ? refusal : problem;
}

function judge(tokens: Tokens, { maxParsedLength, maxDepth }: Limits): Verdict {
  const { depth, problem } = survey(tokens);
  const isWithin = tokens.text.length <= maxParsedLength && depth <= maxDepth;
  const outcome = isWithin ? parse(tokens) : undefined;
  if (outcome?.kind === 'read' && problem === undefined) return { found: outcome.found };
  const refusal = outcome?.kind === 'refused' ? outcome : undefined;
  const first = problem && refusal ? earlier(problem, refusal, tokens.text) : (problem ?? refusal);
  if (first === undefined) return {};
  const syntaxError = { message: first.message, ...positionOf(tokens.text, first.at) };
  return { syntaxError, isDoubtful: problem === undefined };
}
