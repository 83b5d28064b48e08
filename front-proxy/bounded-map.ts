/** A map of at most `limit` entries; the one set longest ago goes first. */
export function createBoundedMap<Key, Value>(limit: number) {
  const entries = new Map<Key, Value>();
  // One that goes on: a new one walks over all that were deleted before the first.
  let oldest = entries.keys();

  function deleteOldest(): void {
    let next = oldest.next();
    if (next.done) next = (oldest = entries.keys()).next();
    if (!next.done) entries.delete(next.value);
  }

  return {
    get: (key: Key): Value | undefined => entries.get(key),
    set(key: Key, value: Value): void {
      entries.delete(key);
      entries.set(key, value);
      if (entries.size > limit) deleteOldest();
    },
  };
}
