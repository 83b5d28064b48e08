import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { cached, cacheFolder, progress } from './cache-folder';
import { findGo } from './find-go';
import { findJava } from './find-java';
import { fetchArtifact, type Artifact } from './maven-artifact';
import { succeed } from './run-command';

const TRINO_VERSION = '476';
/** The plugins that the tests' coordinators have. */
export const PLUGINS = ['tpch', 'memory', 'spooling-filesystem'];

const PYTHON_CLIENT_VERSION = '0.340.0';
const SQLALCHEMY_VERSION = '2.1.9';

/** Programs of ours that drive the clients. */
export const probes = resolve(__dirname, '../../trino');

/** Trino and the clients that nobody here wrote, as files on this machine. */
export interface TrinoTools {
  javaHome: string;
  /** Unpacked trino-server: lib/ and the PLUGINS. */
  server: string;
  cliJar: string;
  jdbcJar: string;
  /** The compiled test/trino/Probe.java. */
  jdbcProbe: string;
  /** Has the Python client and SQLAlchemy. */
  python: string;
  /** The compiled test/trino/go-probe. */
  goProbe: string;
}

/** Where the archive of a coordinator's classes is, or would be (class-archive.ts). */
export function classArchive({ javaHome, server }: TrinoTools): string {
  return join(cacheFolder(), `classes-${basename(server)}-${basename(javaHome)}.jsa`);
}

/** Finds or fetches everything; only the first run on a machine downloads. */
export async function provideTrinoTools(): Promise<TrinoTools> {
  const javaHome = findJava();
  const server = await trinoServer();
  const cliJar = await jar({ name: 'trino-cli', classifier: 'executable' });
  const jdbcJar = await jar({ name: 'trino-jdbc' });
  const jdbcProbe = await compiledJdbcProbe(javaHome);
  const python = await pythonClient();
  const goProbe = await compiledGoProbe();
  return { javaHome, server, cliJar, jdbcJar, jdbcProbe, python, goProbe };
}

function trinoServer(): Promise<string> {
  const name = `trino-server-${TRINO_VERSION}`;
  // The name tells the parts, so that a folder with fewer of an older checkout is not taken.
  return cached([name, ...PLUGINS].join('-'), async (folder) => {
    const archive = await fetchArtifact(
      { name: 'trino-server', version: TRINO_VERSION, extension: 'tar.gz' },
      folder,
    );
    progress('unpacking the parts of Trino that the tests need');
    // Plugins' files are hard links to one another's, so all are unpacked before most go.
    const parts = ['lib', 'plugin'].map((part) => `${name}/${part}`);
    await succeed('tar', ['-xzf', archive, '-C', folder, '--strip-components=1', ...parts]);
    const plugins = await readdir(join(folder, 'plugin'));
    const unused = plugins.filter((plugin) => !PLUGINS.includes(plugin));
    for (const plugin of unused) await rm(join(folder, 'plugin', plugin), { recursive: true });
    await rm(archive);
  });
}

async function jar(part: Pick<Artifact, 'name' | 'classifier'>): Promise<string> {
  const artifact: Artifact = { ...part, version: TRINO_VERSION, extension: 'jar' };
  const folder = await cached(`${part.name}-${TRINO_VERSION}`, async (empty) => {
    await fetchArtifact(artifact, empty);
  });
  const file = [part.name, TRINO_VERSION, part.classifier].filter(Boolean).join('-');
  return join(folder, `${file}.jar`);
}

async function pythonClient(): Promise<string> {
  const versions = `${PYTHON_CLIENT_VERSION}-sqlalchemy-${SQLALCHEMY_VERSION}`;
  const folder = await cached(`trino-python-${versions}`, async (empty) => {
    progress('installing the Python client');
    await succeed('python3', ['-m', 'venv', empty]);
    const python = join(empty, 'bin/python');
    const client = `trino[sqlalchemy]==${PYTHON_CLIENT_VERSION}`;
    const packages = [client, `sqlalchemy==${SQLALCHEMY_VERSION}`];
    await succeed(python, ['-m', 'pip', 'install', '-q', ...packages]);
  });
  return join(folder, 'bin/python');
}

/** A jar, as Java's archives of loaded classes know no other class path. */
async function compiledJdbcProbe(javaHome: string): Promise<string> {
  const source = join(probes, 'Probe.java');
  const folder = await cached(nameByState('jdbc-probe', [source]), async (empty) => {
    const classes = join(empty, 'classes');
    await succeed(join(javaHome, 'bin/javac'), ['--release', '24', '-d', classes, source]);
    const pack = ['--create', '--file', join(empty, 'probe.jar'), '-C', classes, '.'];
    await succeed(join(javaHome, 'bin/jar'), pack);
  });
  return join(folder, 'probe.jar');
}

/** go.sum holds the versions of what it uses. */
async function compiledGoProbe(): Promise<string> {
  const sources = join(probes, 'go-probe');
  const files = ['go.mod', 'go.sum', 'main.go'].map((file) => join(sources, file));
  const folder = await cached(nameByState('go-probe', files), async (empty) => {
    const go = await findGo();
    progress('compiling the program for the Go client');
    // The Go that was found, and no other module versions than go.sum has.
    const env = { ...process.env, GOTOOLCHAIN: 'local', GOFLAGS: '-mod=readonly', GOWORK: 'off' };
    await succeed(go, ['build', '-o', join(empty, 'probe'), '.'], { cwd: sources, env });
  });
  return join(folder, 'probe');
}

/** So that a program is compiled once for each state of its sources. */
function nameByState(name: string, files: string[]): string {
  const hash = createHash('sha256');
  for (const file of files) hash.update(readFileSync(file));
  return `${name}-${hash.digest('hex').slice(0, 16)}`;
}
