import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { progress } from './cache-folder';
import { freePorts } from '../free-ports';
import { endProcess, pidOf } from './processes';
import { succeed } from './run-command';
import { startTrinoCoordinator } from './trino-coordinator';
import { classArchive, type TrinoTools } from './trino-tools';

const NAME = 'class-archive';

/**
 * An archive of the classes that a coordinator loads (JEP 350), which saves a third of the work of each
 * start. Java checks that it fits and does without it otherwise. One coordinator is started for it alone.
 */
export async function makeClassArchive(folder: string, tools: TrinoTools): Promise<void> {
  const archive = classArchive(tools);
  if (existsSync(archive)) return;
  progress('making an archive of the classes of Trino');
  const [port = 0] = await freePorts(1);
  const jvmOptions = ['-XX:+RecordDynamicDumpInfo'];
  await startTrinoCoordinator(folder, NAME, port, tools, { jvmOptions });
  const draft = join(folder, 'classes.jsa');
  const jcmd = join(tools.javaHome, 'bin/jcmd');
  await succeed(jcmd, [String(pidOf(folder, NAME)), 'VM.cds', 'dynamic_dump', draft]);
  await endProcess(folder, NAME, 'SIGKILL');
  renameSync(draft, archive);
}
