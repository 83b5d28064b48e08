import { join } from 'node:path';

/** A path in the project: the code runs compiled, three folders down in dist/. */
export function fromRoot(...path: string[]): string {
  return join(__dirname, '..', '..', '..', ...path);
}
