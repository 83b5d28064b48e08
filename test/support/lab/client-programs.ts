import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { delimiter, join } from 'node:path';
import { theLab } from './lab';
import { runCommand, succeed } from './run-command';
import { probes } from './trino-tools';

/** Who asks, by which URL, and what the client tells of itself. */
export interface Session {
  url: string;
  user: string;
  source?: string;
  headers?: Record<string, string>;
  clientTags?: string[];
  extraCredentials?: Record<string, string>;
  sessionProperties?: Record<string, string>;
  /** By catalog, or `system`. */
  roles?: Record<string, string>;
  timeZone?: string;
  /** Of spooled results, such as `json+lz4`. */
  encoding?: string;
  clientInfo?: string;
  traceToken?: string;
}

export const DEFAULT_SOURCE = 'switchyard-test';

/** What the programs can do beside running statements one after the other. */
export type Mode = 'run' | 'prepared' | 'batch' | 'commit' | 'rollback' | 'cancel' | 'metadata';

export interface Job {
  mode: Mode;
  session: Session;
  statements: readonly string[];
  /** Of a prepared statement, each TYPE:TEXT. */
  parameters?: readonly string[];
  /** Whether parameters go by PREPARE and EXECUTE, or by EXECUTE IMMEDIATE. */
  explicitPrepare?: boolean;
}

/** A program and its arguments. */
export interface Program {
  command: string;
  args: string[];
}

/**
 * Options of Java for programs that run for a second or two. The first start of each leaves an
 * archive of its loaded classes, which halves the others; its warnings would be among the lines.
 */
export function quickJava(name: string): string[] {
  const archive = join(theLab().folder, `${name}.jsa`);
  return [
    ...['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-Xlog:disable'],
    ...['-XX:+AutoCreateSharedArchive', `-XX:SharedArchiveFile=${archive}`],
  ];
}

/** The JDBC driver, by test/trino/Probe.java. */
export function jdbcProgram(job: Job): Program {
  const { tools } = theLab();
  const probe = ['-cp', [tools.jdbcJar, tools.jdbcProbe].join(delimiter), 'Probe'];
  const words = [job.mode, jdbcUrl(job), ...job.statements, ...(job.parameters ?? [])];
  return {
    command: join(tools.javaHome, 'bin/java'),
    args: [...quickJava('jdbc'), ...probe, ...words],
  };
}

function jdbcUrl({ session, explicitPrepare = true }: Job): string {
  const { url, user, source = DEFAULT_SOURCE, timeZone } = session;
  const more = {
    ...{ user, source, explicitPrepare: String(explicitPrepare) },
    ...(session.clientTags && { clientTags: session.clientTags.join(',') }),
    ...(session.extraCredentials && { extraCredentials: pairs(session.extraCredentials) }),
    ...(session.sessionProperties && { sessionProperties: pairs(session.sessionProperties) }),
    ...(session.roles && { roles: pairs(session.roles) }),
    ...(timeZone !== undefined && { timezone: timeZone }),
    ...(session.encoding !== undefined && { encoding: session.encoding }),
    ...(session.clientInfo !== undefined && { clientInfo: session.clientInfo }),
    ...(session.traceToken !== undefined && { traceToken: session.traceToken }),
  };
  const query = Object.entries(more).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return `jdbc:trino://${new URL(url).host}/tpch/tiny?${query.join('&')}`;
}

function pairs(entries: Record<string, string>): string {
  return Object.entries(entries)
    .map(([name, value]) => `${name}:${value}`)
    .join(';');
}

/** The Python client, by test/trino/probe.py. */
export function pythonProgram(job: Job): Program {
  return { command: theLab().tools.python, args: [join(probes, 'probe.py'), asJson(job)] };
}

/** SQLAlchemy with the dialect of the Python client, by test/trino/sqlalchemy_probe.py. */
export function sqlalchemyProgram(job: Job): Program {
  return {
    command: theLab().tools.python,
    args: [join(probes, 'sqlalchemy_probe.py'), asJson(job)],
  };
}

/** trino-go-client, by test/trino/go-probe. */
export function goProgram(job: Job): Program {
  return { command: theLab().tools.goProbe, args: [asJson(job)] };
}

function asJson({ session, ...job }: Job): string {
  const defaults = { explicitPrepare: true, source: DEFAULT_SOURCE };
  return JSON.stringify({ ...defaults, ...job, ...session, headers: headersOf(session) });
}

/** What a client sends that has no option of its own for it. */
export function headersOf({ headers, clientInfo, traceToken }: Session): Record<string, string> {
  return {
    ...(clientInfo !== undefined && { 'X-Trino-Client-Info': clientInfo }),
    ...(traceToken !== undefined && { 'X-Trino-Trace-Token': traceToken }),
    ...headers,
  };
}

/** Runs a program that must succeed; gives the lines that it printed. */
export async function linesFrom({ command, args }: Program): Promise<string[]> {
  return linesOf(await succeed(command, args));
}

/** A statement that was started and can be cancelled the way the client's users do it. */
export interface RunningStatement {
  cancel(): Promise<void>;
  /** What the client showed, once it has ended. */
  shown: Promise<string[]>;
}

/** Starts a program; `interrupt` cancels its statement: a signal as of Ctrl+C, or a line to read. */
export function startProgram(
  { command, args }: Program,
  interrupt: 'SIGINT' | 'line',
  env = process.env,
): RunningStatement {
  const child = spawn(command, args, { env });
  const parts: Buffer[] = [];
  for (const output of [child.stdout, child.stderr])
    output.on('data', (part: Buffer) => parts.push(part));
  const cancel = async () => {
    if (interrupt === 'SIGINT') child.kill('SIGINT');
    else child.stdin.end('cancel\n');
  };
  const shown = once(child, 'close').then(() => linesOf(Buffer.concat(parts).toString('utf8')));
  return { cancel, shown };
}

/** Runs a program to its end; standard output first, then standard error. */
export async function allLinesFrom(
  { command, args }: Program,
  env: NodeJS.ProcessEnv,
): Promise<string[]> {
  const { stdout, stderr } = await runCommand(command, args, { env });
  return [...linesOf(stdout), ...linesOf(stderr)];
}

/** Lines of output with each query id replaced, as no two runs have the same. */
export function linesOf(output: string): string[] {
  return output
    .split('\n')
    .filter((line) => line !== '')
    .map(withoutIds);
}

export function withoutIds(line: string): string {
  return line.replace(/\d{8}_\d{6}_\d{5,}_[a-z0-9]{5}/g, 'QUERY_ID');
}
