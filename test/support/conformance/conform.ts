import { differencesOf, told } from './compare';
import type { Conversation, Step } from './conversation';
import type { Exchange } from './exchange';
import { knownDifferences, type KnownDifference } from './known-differences';
import type { Line } from './line';
import { Normaliser } from './normaliser';
import { play } from './play';
import { viewOf, viewOfPages, type View } from './view';

/** Two lines to compare, and what was found so far. */
export interface Comparison {
  direct: Line;
  proxied: Line;
  coordinators: readonly string[];
  /** Known differences that occurred. */
  seen: Set<KnownDifference>;
  steps: number;
  /** What the coordinator itself answered. */
  statuses: Set<number>;
}

/** Plays a conversation over both lines; the differences that no known one explains, a line each. */
export async function differencesIn(
  comparison: Comparison,
  conversation: Conversation,
): Promise<string[]> {
  const { direct, proxied } = comparison;
  const [expected, shown] = await Promise.all(
    [direct, proxied].map(async (line) => {
      const answers = await play(conversation, line);
      if (line === direct) answers.flat().forEach(({ status }) => comparison.statuses.add(status));
      return viewsOf(comparison, conversation, line, answers);
    }),
  );
  comparison.steps += conversation.steps.length;
  return conversation.steps.flatMap((step, i) => {
    return differencesOf(expected![i], shown![i])
      .filter(({ part }) => !step.ignores?.test(part))
      .filter(({ part }) => !isKnown(comparison.seen, step, part))
      .map((difference) => told({ step: step.name, ...difference }));
  });
}

function viewsOf(
  { coordinators, seen }: Comparison,
  { steps }: Conversation,
  line: Line,
  answers: readonly Exchange[][],
): View[] {
  const normaliser = new Normaliser(line, coordinators);
  answers.flat().forEach((answer) => normaliser.learn(answer));
  return answers.map((heard, i) => {
    const step: Step = steps[i]!;
    const normal = (answer: Exchange) => (text: string) => {
      const normalised = normaliser.text(answer, text);
      return line.name === 'direct' ? normalised : withoutKnown(seen, step, normalised);
    };
    return step.follows ? viewOfPages(step, heard, normal) : viewOf(heard[0]!, normal(heard[0]!));
  });
}

function withoutKnown(seen: Set<KnownDifference>, step: Step, text: string): string {
  return knownDifferences.reduce((before, known) => {
    if (known.step?.test(step.name) === false) return before;
    const after = known.undo?.(before) ?? before;
    if (after !== before) seen.add(known);
    return after;
  }, text);
}

function isKnown(seen: Set<KnownDifference>, step: Step, part: string): boolean {
  const known = knownDifferences.find(
    (one) => one.part?.test(part) && (one.step?.test(step.name) ?? true),
  );
  if (known) seen.add(known);
  return known !== undefined;
}
