import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BasicAuth, Trino, type QueryResult } from 'trino-client';
import {
  DEFAULT_SOURCE,
  allLinesFrom,
  goProgram,
  headersOf,
  jdbcProgram,
  linesFrom,
  pythonProgram,
  quickJava,
  sqlalchemyProgram,
  startProgram,
  withoutIds,
  type Job,
  type Mode,
  type Program,
  type RunningStatement,
  type Session,
} from './client-programs';
import { queriesOf } from './coordinator-records';
import { theLab } from './lab';

/** A Trino client that nobody here wrote: runs statements, gives the lines that it showed. */
export interface TrinoClient {
  name: string;
  /** All statements in one session; errors are lines, too. */
  run(session: Session, statements: readonly string[]): Promise<string[]>;
  /** Starts one statement, to be cancelled. */
  start(session: Session, statement: string): RunningStatement;
}

/** The trino CLI in batch mode; rows first, then what it wrote to standard error. */
const cli: TrinoClient = {
  name: 'trino CLI',
  async run(session, statements) {
    const { program, env } = cliProgram(session, statements);
    const lines = await allLinesFrom(program, env);
    // The terminal library complains that there is no terminal.
    return lines.filter((line) => !/org\.jline|system terminal/.test(line));
  },
  start(session, statement) {
    const { program, env } = cliProgram(session, [statement]);
    return startProgram(program, 'SIGINT', env);
  },
};

function cliProgram(session: Session, statements: readonly string[]) {
  const { folder, tools } = theLab();
  const work = mkdtempSync(join(folder, 'cli-'));
  const file = join(work, 'statements.sql');
  writeFileSync(file, statements.map((statement) => `${statement};\n`).join(''));
  const java = [...quickJava('cli'), '--enable-native-access=ALL-UNNAMED', '-jar', tools.cliJar];
  const target = ['--catalog', 'tpch', '--schema', 'tiny', '--file', file, '--ignore-errors'];
  const args = [...java, ...cliOptions(session), ...target, '--output-format', 'CSV_HEADER'];
  const program: Program = { command: join(tools.javaHome, 'bin/java'), args };
  return { program, env: { ...process.env, HOME: work } };
}

function cliOptions(session: Session): string[] {
  const { url, user, source = DEFAULT_SOURCE, clientTags = [] } = session;
  const { timeZone, clientInfo, traceToken, encoding } = session;
  const properties = Object.entries(session.sessionProperties ?? {});
  const credentials = Object.entries(session.extraCredentials ?? {});
  return [
    ...['--server', url, '--user', user, '--source', source],
    ...(clientTags.length > 0 ? ['--client-tags', clientTags.join(',')] : []),
    ...(timeZone === undefined ? [] : ['--timezone', timeZone]),
    ...(encoding === undefined ? [] : ['--encoding', encoding]),
    ...(clientInfo === undefined ? [] : ['--client-info', clientInfo]),
    ...(traceToken === undefined ? [] : ['--trace-token', traceToken]),
    ...properties.flatMap(([name, value]) => ['--session', `${name}=${value}`]),
    ...credentials.flatMap(([name, value]) => ['--extra-credential', `${name}=${value}`]),
  ];
}

/** A client that a program of ours drives. */
function byProgram(name: string, program: (job: Job) => Program): TrinoClient {
  return {
    name,
    run: (session, statements) => linesFrom(program({ mode: 'run', session, statements })),
    start: (session, statement) =>
      startProgram(program({ mode: 'cancel', session, statements: [statement] }), 'line'),
  };
}

const jdbc = byProgram('JDBC driver', jdbcProgram);
const python = byProgram('Python client', pythonProgram);
const sqlalchemy = byProgram('SQLAlchemy dialect', sqlalchemyProgram);
const go = byProgram('Go client', goProgram);

export function runPython(
  mode: Mode,
  session: Session,
  more: { statements: readonly string[]; parameters?: readonly string[] },
): Promise<string[]> {
  return linesFrom(pythonProgram({ mode, session, ...more }));
}

/** trino-client of npm, in this process. */
const npm: TrinoClient = {
  name: 'npm trino-client',
  async run(session, statements) {
    const client = npmClient(session);
    const lines: string[] = [];
    for (const [at, statement] of statements.entries())
      lines.push(...(await runByNpm(client, at + 1, statement)));
    return lines;
  },
  start(session, statement) {
    const client = npmClient(session);
    return {
      shown: runByNpm(client, 1, statement),
      async cancel() {
        await client.cancel(await runningQueryOf(session.user));
      },
    };
  },
};

export function npmClient(session: Session): Trino {
  const { url, user, source = DEFAULT_SOURCE, clientTags, timeZone } = session;
  return Trino.create({
    server: url,
    source,
    catalog: 'tpch',
    schema: 'tiny',
    auth: new BasicAuth(user),
    ...(session.extraCredentials && { extraCredential: session.extraCredentials }),
    ...(session.sessionProperties && { session: session.sessionProperties }),
    extraHeaders: {
      ...(clientTags && { 'X-Trino-Client-Tags': clientTags.join(',') }),
      ...(timeZone !== undefined && { 'X-Trino-Time-Zone': timeZone }),
      ...headersOf(session),
    },
  });
}

async function runByNpm(client: Trino, number: number, statement: string): Promise<string[]> {
  const lines: string[] = [];
  const pages = await client.query(statement);
  let shown: QueryResult | undefined;
  for (;;) {
    // An error of the first answer comes as the value of the end, which "for await" leaves out.
    const { value, done } = (await pages.next()) as IteratorResult<QueryResult, QueryResult>;
    if (value !== shown) lines.push(...linesOfPage(number, value));
    shown = value;
    if (done) return lines.map(withoutIds);
  }
}

function linesOfPage(number: number, { data = [], error }: QueryResult): string[] {
  const rows = data.map((row) => `${number}\t${JSON.stringify(row)}`);
  if (error !== undefined) rows.push(`${number}\terror\t${error.errorName}\t${error.message}`);
  return rows;
}

// The npm client gives no page without rows, so a coordinator tells the id.
async function runningQueryOf(user: string): Promise<string> {
  const { blue, green } = theLab();
  const queries = [await queriesOf(blue.url, user), await queriesOf(green.url, user)].flat();
  const running = queries.find(({ state }) => state === 'RUNNING');
  if (running === undefined) throw new Error(`${user} runs no query`);
  return running.queryId;
}

export const clients: readonly TrinoClient[] = [cli, jdbc, python, sqlalchemy, go, npm];

/** For test.each: every client with its name before it. */
export const byClient = clients.map((client) => [client.name, client] as const);
