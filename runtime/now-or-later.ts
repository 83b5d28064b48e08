/** What is nearly always there at once; a promise of it would cost each caller a turn. */
export type NowOrLater<Value> = Value | Promise<Value>;

/** Goes on with the value: at once where it is there. */
export function goOn<Value, Next>(
  value: NowOrLater<Value>,
  next: (value: Value) => NowOrLater<Next>,
): NowOrLater<Next> {
  return value instanceof Promise ? value.then(next) : next(value);
}

/** The value of `work`, or what `instead` makes of what it throws or rejects with. */
export function attempt<Value>(
  work: () => NowOrLater<Value>,
  instead: (err: unknown) => Value,
): NowOrLater<Value> {
  try {
    const value = work();
    return value instanceof Promise ? value.catch(instead) : value;
  } catch (err) {
    return instead(err);
  }
}
