import type { Problem } from '../runtime/service-error';

/** One mistake in the configuration, with its line in the file where it can be told. */
export interface ConfigProblem extends Problem {
  line?: number;
}

/** The configuration cannot be used; the message lists every problem, one a line. */
export class ConfigError extends Error {
  constructor(
    readonly source: string,
    readonly problems: ConfigProblem[],
    options: { cause?: unknown } = {},
  ) {
    super(describe(source, problems), options);
    this.name = 'ConfigError';
  }
}

/** `line 4: frontProxy.listen must be …`. */
export function problemText({ path, line, message }: ConfigProblem): string {
  const what = `${path === '' ? 'The file' : path} ${message}`;
  return line === undefined ? what : `line ${line}: ${what}`;
}

function describe(source: string, problems: ConfigProblem[]): string {
  const count = problems.length === 1 ? 'a problem' : `${problems.length} problems`;
  return [`${source} has ${count}:`, ...problems.map((p) => `  ${problemText(p)}`)].join('\n');
}
