/** Lets one piece of work run at a time, in the order of asking. */
export function createTurns() {
  let before: Promise<unknown> = Promise.resolve();
  return {
    take<T>(work: () => Promise<T>): Promise<T> {
      const mine = before.then(work);
      before = mine.catch(() => undefined);
      return mine;
    },
  };
}
