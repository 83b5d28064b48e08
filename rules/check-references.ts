import { entriesOf, fieldOf, listOf } from './json-fields';
import { nearestName } from './nearest-name';
import type { RuleProblem } from './problem';
import { walkConditions } from './walk-conditions';

// Named conditions that use each other twice and twice again would otherwise grow without end.
const MAX_COMPARISONS = 10_000;
const MAX_NAMED = 1000;
// Looking for a near name takes time for each known one.
const MAX_SUGGESTIONS = 100;

interface Reference {
  name: string;
  at: string;
}

interface Uses {
  references: Reference[];
  comparisons: number;
}

/** References to conditions that are missing, that come back to themselves, or that grow too large. */
export function referenceProblems(ruleSet: unknown): RuleProblem[] {
  const written = entriesOf(fieldOf(ruleSet, 'conditions'));
  if (written.length > MAX_NAMED) {
    const message = `has more than ${MAX_NAMED} conditions; leave out what is not needed`;
    return [{ path: 'conditions', message }];
  }
  const named = new Map(
    written.map(([name, condition]) => [name, usesOf(condition, `conditions.${name}`)]),
  );
  const ofRules = listOf(fieldOf(ruleSet, 'rules')).map((rule, index) =>
    usesOf(fieldOf(rule, 'conditions'), `rules[${index}].conditions`),
  );
  const missing = missingProblems([...named.values(), ...ofRules], new Set(named.keys()));
  const cycles = cycleProblems(named);
  return [...missing, ...cycles, ...(cycles.length === 0 ? sizeProblems(named, ofRules) : [])];
}

function usesOf(condition: unknown, at: string): Uses {
  const uses: Uses = { references: [], comparisons: 0 };
  walkConditions(condition, at, {
    comparison: () => uses.comparisons++,
    reference: (name, referenceAt) => uses.references.push({ name, at: referenceAt }),
  });
  return uses;
}

function missingProblems(all: readonly Uses[], known: ReadonlySet<string>): RuleProblem[] {
  return all
    .flatMap((uses) => uses.references)
    .filter(({ name }) => !known.has(name))
    .map(({ name, at }, index) => {
      const near = index < MAX_SUGGESTIONS ? nearestName(name, [...known]) : undefined;
      const remedy = near === undefined ? 'add it there' : `did you mean ${near}?`;
      const shown = JSON.stringify(name.slice(0, 100));
      return { path: at, message: `is ${shown}, which is not in "conditions"; ${remedy}` };
    });
}

function cycleProblems(named: ReadonlyMap<string, Uses>): RuleProblem[] {
  const problems: RuleProblem[] = [];
  const done = new Set<string>();
  const visit = (name: string, way: readonly string[]): void => {
    for (const reference of named.get(name)?.references ?? []) {
      const from = way.indexOf(reference.name);
      if (from >= 0) {
        const circle = [...way.slice(from), reference.name].join(' -> ');
        problems.push({
          path: reference.at,
          message: `leads back to itself (${circle}); remove it`,
        });
      } else if (!done.has(reference.name) && named.has(reference.name)) {
        visit(reference.name, [...way, reference.name]);
      }
    }
    done.add(name);
  };
  for (const name of named.keys()) if (!done.has(name)) visit(name, [name]);
  return problems;
}

function sizeProblems(named: ReadonlyMap<string, Uses>, ofRules: readonly Uses[]): RuleProblem[] {
  const sizes = new Map<string, number>();
  const sizeOf = (uses: Uses): number =>
    uses.references.reduce((sum, { name }) => sum + namedSize(name), uses.comparisons);
  const namedSize = (name: string): number => {
    const known = sizes.get(name);
    const uses = named.get(name);
    if (known !== undefined || uses === undefined) return known ?? 0;
    const size = sizeOf(uses);
    sizes.set(name, size);
    return size;
  };
  return ofRules.flatMap((uses, index) => {
    if (sizeOf(uses) <= MAX_COMPARISONS) return [];
    const message = `makes more than ${MAX_COMPARISONS} comparisons with all named conditions counted; simplify it`;
    return [{ path: `rules[${index}].conditions`, message }];
  });
}
