import { type BenchText } from './texts';
import { type Outcome, STOPPED } from './timing';

/** One row of a class: a parser in a situation. */
export interface Contestant {
  name: string;
  /** 1 takes part in every round, 4 in every fourth: a slow one would leave the others few runs. */
  every: number;
  run(text: BenchText): Promise<Outcome>;
}

/** All outcomes of one contestant over one text; after a stop it is not tried again. */
export interface TextOutcomes {
  micros: number[];
  read: boolean;
  stopped: boolean;
}

/** Outcomes by contestant, in the order of the texts. */
export type Outcomes = Map<string, TextOutcomes[]>;

// So that a class of which a single round takes longer than its time still has some runs.
const FEWEST_ROUNDS = 4;

/**
 * Runs the contestants over the texts, one after the other on each text, so that what else the
 * machine does hits all alike; in whole rounds, so that each text counts alike.
 */
export async function measure(
  texts: readonly BenchText[],
  contestants: readonly Contestant[],
  seconds: number,
): Promise<Outcomes> {
  const outcomes = noOutcomes(texts, contestants);
  for (const each of contestants) await warmUp(texts, each, outcomes, seconds / 10);
  const end = performance.now() + seconds * 1000;
  for (let round = 0; round < FEWEST_ROUNDS || performance.now() < end; round += 1) {
    const inRound = contestants.filter(({ every }) => round % every === 0);
    for (const index of texts.keys())
      for (const each of inRound) await runOnce(texts, each, outcomes, index);
  }
  return outcomes;
}

/**
 * Until the code is compiled, and each text was met once: a parser that learns from texts, as ANTLR's
 * do, is many times slower before. Only stops are kept.
 */
async function warmUp(
  texts: readonly BenchText[],
  contestant: Contestant,
  outcomes: Outcomes,
  seconds: number,
): Promise<void> {
  const end = performance.now() + seconds * 1000;
  for (let run = 0; run < texts.length || performance.now() < end; run += 1)
    await runOnce(texts, contestant, outcomes, run % texts.length);
  for (const each of outcomes.get(contestant.name)!) each.micros = [];
}

async function runOnce(
  texts: readonly BenchText[],
  { name, run }: Contestant,
  outcomes: Outcomes,
  index: number,
): Promise<void> {
  const soFar = outcomes.get(name)![index]!;
  if (!soFar.stopped) note(soFar, await run(texts[index]!));
}

function note(soFar: TextOutcomes, outcome: Outcome): void {
  if (outcome === STOPPED) {
    Object.assign(soFar, { micros: [], read: false, stopped: true });
    return;
  }
  soFar.micros.push(outcome.micros);
  soFar.read = outcome.read;
}

function noOutcomes(texts: readonly BenchText[], contestants: readonly Contestant[]): Outcomes {
  const empty = (): TextOutcomes[] =>
    texts.map(() => ({ micros: [], read: false, stopped: false }));
  return new Map(contestants.map(({ name }) => [name, empty()]));
}
