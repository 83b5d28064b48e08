import { availableParallelism } from 'node:os';
import type { Config } from '../../config/schema';

/** How many workers serve: the number given, or one a core. */
export function workerCount(workers: Config['frontProxy']['workers']): number {
  return workers === 'auto' ? availableParallelism() : workers;
}
