import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { BasicAuth, Trino, type QueryResult } from 'trino-client';
import { theLab } from './lab';
import { runCommand, succeed } from './run-command';

/** Who asks, and which URL. */
export interface Session {
  url: string;
  user: string;
  source?: string;
  headers?: Record<string, string>;
}

/** A Trino client that nobody here wrote: runs statements, gives the lines that it showed. */
export interface TrinoClient {
  name: string;
  run(session: Session, statements: readonly string[]): Promise<string[]>;
}

export const probes = resolve(__dirname, '../../trino');

const DEFAULT_SOURCE = 'switchyard-test';

// For programs that run for a second or two.
const QUICK_JAVA = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC'];

/** The trino CLI in batch mode; rows first, then what it wrote to standard error. */
const cli: TrinoClient = {
  name: 'trino CLI',
  async run({ url, user, source = DEFAULT_SOURCE }, statements) {
    const { folder, tools } = theLab();
    const work = mkdtempSync(join(folder, 'cli-'));
    const file = join(work, 'statements.sql');
    writeFileSync(file, statements.map((statement) => `${statement};\n`).join(''));
    const session = ['--server', url, '--user', user, '--source', source];
    const target = ['--catalog', 'tpch', '--schema', 'tiny', '--file', file, '--ignore-errors'];
    const output = ['--output-format', 'CSV_HEADER'];
    const options = { env: { ...process.env, HOME: work } };
    const args = [...QUICK_JAVA, '--enable-native-access=ALL-UNNAMED', '-jar', tools.cliJar];
    const { stdout, stderr } = await runCommand(
      join(tools.javaHome, 'bin/java'),
      [...args, ...session, ...target, ...output],
      options,
    );
    rmSync(work, { recursive: true });
    // The terminal library complains that there is no terminal.
    const errors = linesOf(stderr).filter((line) => !/org\.jline|system terminal/.test(line));
    return [...linesOf(stdout), ...errors];
  },
};

/** The JDBC driver, by test/trino/Probe.java. */
const jdbc: TrinoClient = {
  name: 'JDBC',
  run: (session, statements) => runJdbc('run', session, statements),
};

export async function runJdbc(
  mode: 'run' | 'prepared' | 'transaction',
  { url, user, source = DEFAULT_SOURCE }: Session,
  statements: readonly string[],
): Promise<string[]> {
  const { tools } = theLab();
  const java = join(tools.javaHome, 'bin/java');
  const probe = ['-cp', tools.jdbcJar, join(probes, 'Probe.java')];
  const args = [...QUICK_JAVA, ...probe, mode, url, user, source];
  return linesOf(await succeed(java, args, { stdin: statements.join('\n;;\n') }));
}

/** The Python client, by test/trino/probe.py. */
const python: TrinoClient = {
  name: 'Python trino',
  run: (session, statements) => runPython('run', session, { statements }),
};

export async function runPython(
  mode: 'run' | 'prepared' | 'transaction' | 'cancel',
  session: Session,
  more: { statements: readonly string[]; parameters?: unknown[] },
): Promise<string[]> {
  const job = { mode, source: DEFAULT_SOURCE, ...session, ...more };
  const { python: command } = theLab().tools;
  const stdin = JSON.stringify(job);
  return linesOf(await succeed(command, [join(probes, 'probe.py')], { stdin }));
}

/** trino-client of npm, in this process. */
const npm: TrinoClient = {
  name: 'npm trino-client',
  async run(session, statements) {
    const client = npmClient(session);
    const lines: string[] = [];
    for (const [at, statement] of statements.entries())
      for await (const page of await client.query(statement))
        lines.push(...linesOfPage(at + 1, page));
    return lines.map(withoutIds);
  },
};

export function npmClient({ url, user, source = DEFAULT_SOURCE, headers }: Session): Trino {
  return Trino.create({
    server: url,
    source,
    catalog: 'tpch',
    schema: 'tiny',
    auth: new BasicAuth(user),
    ...(headers && { extraHeaders: headers }),
  });
}

function linesOfPage(number: number, { data = [], error }: QueryResult): string[] {
  const rows = data.map((row) => `${number}\t${JSON.stringify(row)}`);
  if (error !== undefined) rows.push(`${number}\terror\t${error.errorName}\t${error.message}`);
  return rows;
}

export const clients: readonly TrinoClient[] = [cli, jdbc, python, npm];

/** Lines of output with each query id replaced, as no two runs have the same. */
function linesOf(output: string): string[] {
  return output
    .split('\n')
    .filter((line) => line !== '')
    .map(withoutIds);
}

function withoutIds(line: string): string {
  return line.replace(/\d{8}_\d{6}_\d{5,}_[a-z0-9]{5}/g, 'QUERY_ID');
}
