/** One place or value in the input that is wrong, and what to do about it. */
export interface Problem {
  /** JSONPath-like place, such as `rules[2].event.params`; empty for the whole input. */
  path: string;
  message: string;
}

/** An error with a meaning for the caller; anything else that is thrown is our own bug (500). */
export class ServiceError extends Error {
  constructor(
    readonly code: string,
    readonly status: number,
    message: string,
    readonly options: { cause?: unknown; problems?: Problem[] } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = 'ServiceError';
  }

  get problems(): Problem[] {
    return this.options.problems ?? [];
  }
}

/** 400 that tells every problem at once. */
export function badInput(problems: Problem[], what = 'The request'): ServiceError {
  const first = problems[0];
  const summary =
    problems.length === 1 && first
      ? `${first.path === '' ? what : first.path} ${first.message}`
      : `${what} has ${problems.length} problems`;
  return new ServiceError('BAD_REQUEST', 400, summary, { problems });
}

export function notFound(what: string, name: string, remedy: string): ServiceError {
  return new ServiceError('NOT_FOUND', 404, `There is no ${what} "${name}"; ${remedy}`);
}
