import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { startProcess, waitUntilReady } from './processes';
import { rowsOf, run } from '../statement-client';
import { classArchive, PLUGINS, type TrinoTools } from './trino-tools';

// The options of Trino's own jvm.config, with a heap for small data.
const JVM_OPTIONS = [
  '-server',
  '-Xmx1G',
  // A coordinator that lives for minutes gains nothing from the second compiler.
  '-XX:TieredStopAtLevel=1',
  '-XX:+UseG1GC',
  '-XX:+ExitOnOutOfMemoryError',
  '-XX:-OmitStackTraceInFastThrow',
  '-Djdk.attach.allowAttachSelf=true',
  '-Djdk.nio.maxCachedBufferSize=2000000',
  '-XX:+EnableDynamicAgentLoading',
  '--enable-native-access=ALL-UNNAMED',
  '--add-modules=jdk.incubator.vector',
  '--sun-misc-unsafe-memory-access=allow',
];

/** What a coordinator has beyond the usual ones of the lab. */
export interface CoordinatorExtras {
  /** Lines of config.properties; they go before the usual ones. */
  settings?: Readonly<Record<string, string>>;
  /** More files of its etc folder, by relative path, as properties. */
  files?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Options of Java; default: it reads the archive of classes. */
  jvmOptions?: readonly string[];
  /** How to tell that it is ready; default: it answers a query. */
  isReady?: (url: string) => Promise<boolean>;
}

/** Starts a coordinator that is its own worker, with the tpch and memory catalogs; waits for it. */
export async function startTrinoCoordinator(
  folder: string,
  name: string,
  port: number,
  tools: TrinoTools,
  extras: CoordinatorExtras = {},
): Promise<void> {
  const { settings = {}, files = {}, isReady = answersQueries } = extras;
  const { jvmOptions = [`-XX:SharedArchiveFile=${classArchive(tools)}`] } = extras;
  const home = join(folder, `trino-${name}`);
  const data = join(home, 'data');
  mkdirSync(data, { recursive: true });
  writeSettings(home, { ...usualFiles(port, settings), ...files });
  linkPlugins(home, tools.server);
  const properties = {
    'node.environment': 'test',
    'node.id': name,
    'node.data-dir': data,
    'plugin.dir': join(home, 'plugin'),
    'catalog.config-dir': join(home, 'catalog'),
    'log.levels-file': join(home, 'log.properties'),
    config: join(home, 'config.properties'),
  };
  const args = [
    ...JVM_OPTIONS,
    ...jvmOptions,
    ...Object.entries(properties).map(([key, value]) => `-D${key}=${value}`),
    ...['-cp', join(tools.server, 'lib/*'), 'io.trino.server.TrinoServer'],
  ];
  startProcess(folder, name, join(tools.javaHome, 'bin/java'), args, { cwd: data });
  await waitUntilReady(folder, name, () => isReady(`http://127.0.0.1:${port}`));
}

async function answersQueries(url: string): Promise<boolean> {
  const { starting } = (await (await fetch(`${url}/v1/info`)).json()) as { starting: boolean };
  // It says that it is up before it has found its own worker, and fails queries until then.
  return !starting && rowsOf(await run(url, 'SELECT count(*) FROM tpch.tiny.nation')).length > 0;
}

function usualFiles(port: number, settings: Readonly<Record<string, string>>) {
  return {
    'config.properties': {
      coordinator: 'true',
      'node-scheduler.include-coordinator': 'true',
      'http-server.http.port': String(port),
      'http-server.process-forwarded': 'true',
      'discovery.uri': `http://127.0.0.1:${port}`,
      // It talks to itself by this address; that of the machine may be unreachable for it.
      'node.internal-address': 'localhost',
      'query.max-memory': '400MB',
      'query.max-memory-per-node': '400MB',
      'memory.heap-headroom-per-node': '200MB',
      'catalog.management': 'static',
      ...settings,
    },
    'log.properties': { 'io.trino': 'WARN' },
    'catalog/tpch.properties': {
      'connector.name': 'tpch',
      // l_orderkey instead of orderkey, and decimals, whose sums do not depend on the order.
      'tpch.column-naming': 'STANDARD',
      'tpch.double-type-mapping': 'DECIMAL',
      'tpch.splits-per-node': '2',
    },
    'catalog/memory.properties': { 'connector.name': 'memory' },
  };
}

function writeSettings(
  home: string,
  files: Readonly<Record<string, Readonly<Record<string, string>>>>,
): void {
  for (const [file, settings] of Object.entries(files)) {
    const lines = Object.entries(settings).map(([key, value]) => `${key}=${value}\n`);
    mkdirSync(dirname(join(home, file)), { recursive: true });
    writeFileSync(join(home, file), lines.join(''));
  }
}

function linkPlugins(home: string, server: string): void {
  mkdirSync(join(home, 'plugin'), { recursive: true });
  for (const plugin of PLUGINS) {
    const link = join(home, 'plugin', plugin);
    try {
      symlinkSync(join(server, 'plugin', plugin), link);
    } catch {
      // A coordinator that starts again finds its link already there.
    }
  }
}
