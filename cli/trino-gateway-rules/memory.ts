import { all, any, type Formula, not } from './formula';

/** A set in `state`: under which condition it has each of its elements. */
export interface StateSet {
  members: ReadonlyMap<string, Formula>;
}

export interface Entry {
  guard: Formula;
  value: string | boolean | null | StateSet;
}

/** What stands under one key: the first entry whose guard holds; nothing when none does. */
export type Slot = readonly Entry[];

/** What the rules so far have put into `state`. It never changes; each step makes a new one. */
export type State = ReadonlyMap<string, Slot>;

export function put(state: State, key: string, entry: Entry): State {
  return new Map(state).set(key, [entry, ...(state.get(key) ?? [])]);
}

/** Adds to the set under a key; undefined when there is not surely one set. */
export function addTo(
  state: State,
  key: string,
  element: string,
  guard: Formula,
): State | undefined {
  const set = onlySet(state.get(key) ?? []);
  if (set === undefined) return undefined;
  const members = new Map(set.members);
  members.set(element, any([members.get(element) ?? false, guard]));
  return new Map(state).set(key, [{ guard: true, value: { members } }]);
}

export function onlySet(slot: Slot): StateSet | undefined {
  const [first] = slot;
  if (first?.guard !== true || typeof first.value !== 'object') return undefined;
  return first.value ?? undefined;
}

/** When there is something other than null under the key. */
export function isPresent(slot: Slot): Formula {
  return whenValue(slot, (value) => value !== null);
}

export function whenValue(slot: Slot, test: (value: Entry['value']) => boolean): Formula {
  return any(
    slot.map(({ guard, value }, index) => {
      if (!test(value)) return false;
      const earlier = slot.slice(0, index).filter((entry) => !test(entry.value));
      return all([guard, ...earlier.map((entry) => not(entry.guard))]);
    }),
  );
}
