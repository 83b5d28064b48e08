import { existsSync, readFileSync, readdirSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';

// Trino 476 needs Java 24.
const LEAST_JAVA = 24;

/** The home of a Java that Trino 476 runs on: JAVA_HOME, the one on the PATH, or a common place. */
export function findJava(least = LEAST_JAVA, program = 'Trino 476'): string {
  const homes = [process.env.JAVA_HOME ?? '', ...homesOnPath(), ...commonHomes()];
  const found = homes.find((home) => home !== '' && versionOf(home) >= least);
  if (found !== undefined) return found;
  const seen = [...new Set(homes.filter((home) => versionOf(home) > 0))];
  const others = seen.map((home) => `${home} (${versionOf(home)})`).join(', ') || 'none';
  throw new Error(
    `${program} needs Java ${least} or newer; found: ${others}. Install one, for example Temurin 25, and set JAVA_HOME to it.`,
  );
}

function homesOnPath(): string[] {
  return (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, 'java'))
    .filter((java) => existsSync(java))
    .map((java) => dirname(dirname(realpathSync(java))));
}

function commonHomes(): string[] {
  const mac = '/Library/Java/JavaVirtualMachines';
  return [
    ...childrenOf('/usr/lib/jvm'),
    ...childrenOf('/usr/java'),
    ...childrenOf('/opt'),
    ...childrenOf('/opt/java'),
    ...childrenOf(join(homedir(), '.sdkman/candidates/java')),
    ...childrenOf(join(homedir(), '.jdks')),
    ...childrenOf(mac).map((folder) => join(folder, 'Contents/Home')),
  ];
}

function childrenOf(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .sort()
    .reverse()
    .map((name) => join(folder, name));
}

/** Major version by the `release` file that every JDK carries; 0 when this is no Java. */
function versionOf(home: string): number {
  const file = join(home, 'release');
  if (!existsSync(file) || !existsSync(join(home, 'bin/java'))) return 0;
  return Number(/^JAVA_VERSION="(\d+)/m.exec(readFileSync(file, 'utf8'))?.[1] ?? 0);
}
