import { rm } from 'node:fs/promises';
import { theLab } from './lab';
import { endProcesses } from './processes';

/** Ends what the set-up started and removes its files. */
async function tearDown(): Promise<void> {
  const { folder } = theLab();
  await endProcesses(folder);
  await rm(folder, { recursive: true, force: true });
}

export { tearDown as default };
