import { type Outcome } from './load/job';

/** A contestant's outcomes, one of each round. */
export type Rounds<Name extends string> = Map<Name, Outcome[]>;

/**
 * Measures everyone once a round, so that a slow moment of the machine meets all of them alike. Each
 * round begins with another one, as who comes first finds the machine cooler.
 */
export async function measureInRounds<Name extends string>(
  names: readonly Name[],
  roundsOf: (name: Name) => number,
  measure: (name: Name) => Promise<Outcome>,
): Promise<Rounds<Name>> {
  const outcomes: Rounds<Name> = new Map(names.map((name) => [name, []]));
  for (let round = 0; round < Math.max(...names.map(roundsOf)); round += 1) {
    for (let turn = 0; turn < names.length; turn += 1) {
      const name = names[(round + turn) % names.length]!;
      if (round < roundsOf(name)) outcomes.get(name)!.push(await measure(name));
    }
  }
  return outcomes;
}
