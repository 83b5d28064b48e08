interface Holding {
  /** Hands on what it still holds. */
  readHeld(): void;
}

let holding: Holding[] = [];

/** Has them hand it on behind all reads of this turn of the event loop, of which one may go on with it. */
export function readHeldLater(one: Holding): void {
  if (holding.length === 0) setImmediate(readAllHeld);
  holding.push(one);
}

function readAllHeld(): void {
  const all = holding;
  holding = [];
  for (const each of all) each.readHeld();
}
