import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { progress } from './cache-folder';
import { makeClassArchive } from './class-archive';
import { publishLab } from './lab';
import { freePorts } from '../free-ports';
import { endProcesses, killProcesses } from './processes';
import { startSwitchyard } from './switchyard-process';
import { startTrinoCoordinator } from './trino-coordinator';
import { provideTrinoTools } from './trino-tools';

/** Starts two coordinators and Switchyard before the first test of the suite. */
async function setUp(): Promise<void> {
  const checkout = resolve(__dirname, '../../..');
  execFileSync(process.execPath, ['build.mjs'], { cwd: checkout, stdio: 'inherit' });
  const tools = await provideTrinoTools();
  const folder = await mkdtemp(join(tmpdir(), 'switchyard-trino-'));
  killAtExit(folder);
  try {
    await makeClassArchive(folder, tools);
    progress(`starting two coordinators and Switchyard in ${folder}`);
    const [bluePort = 0, greenPort = 0] = await freePorts(2);
    const blue = { port: bluePort, url: `http://127.0.0.1:${bluePort}` };
    const green = { port: greenPort, url: `http://127.0.0.1:${greenPort}` };
    await Promise.all([
      startTrinoCoordinator(folder, 'blue', bluePort, tools),
      startTrinoCoordinator(folder, 'green', greenPort, tools),
    ]);
    const urls = await startSwitchyard(folder, [
      { name: 'blue', url: blue.url, routingGroups: ['adhoc', 'shared'] },
      { name: 'green', url: green.url, routingGroups: ['etl', 'shared'] },
    ]);
    publishLab({ folder, tools, blue, green, ...urls });
  } catch (cause) {
    // Jest runs no tear-down after a set-up that failed.
    await endProcesses(folder);
    throw cause;
  }
}

/** Nothing may outlive the tests, also when they are interrupted. */
function killAtExit(folder: string): void {
  process.once('exit', () => {
    killProcesses(folder);
    rmSync(folder, { recursive: true, force: true });
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.once(signal, () => process.exit(1));
}

export { setUp as default };
