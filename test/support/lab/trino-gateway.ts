import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cached } from './cache-folder';
import { findJava } from './find-java';
import { fetchArtifact } from './maven-artifact';
import { freePorts } from '../free-ports';
import { startProcess, waitUntilReady } from './processes';
import { succeed } from './run-command';
import { probes } from './trino-tools';

const VERSION = '20';
const QUICK_START = ['-Xmx384m', '-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC'];

export interface GatewayBackend {
  name: string;
  url: string;
  routingGroup: string;
}

/** The command that runs a program with arguments, such as on cores of its own. */
type Launch = (program: string, args: readonly string[]) => [string, string[]];

/** Starts Trino Gateway on a free port with parts of its configuration; gives its URL. */
export async function startTrinoGateway(
  folder: string,
  name: string,
  databaseUrl: string,
  config: { dataStore?: object; [section: string]: unknown },
  backends: readonly GatewayBackend[],
  jvm: readonly string[] = QUICK_START,
  launch: Launch = (program, args) => [program, [...args]],
): Promise<string> {
  const [port = 0] = await freePorts(1);
  const url = `http://127.0.0.1:${port}`;
  const file = join(folder, `${name}.yaml`);
  // JSON is YAML.
  const own = ownConfig(port, databaseUrl);
  const dataStore = { ...own.dataStore, ...config.dataStore };
  writeFileSync(file, JSON.stringify({ ...own, ...config, dataStore }, null, 2));
  const { java, jar } = await gatewayProgram();
  startProcess(folder, name, ...launch(java, [...jvm, '-jar', jar, file]), { cwd: folder });
  await waitUntilReady(folder, name, () => knows(url, backends));
  return url;
}

function ownConfig(port: number, databaseUrl: string) {
  const { host, username, password, pathname } = new URL(databaseUrl);
  return {
    serverConfig: {
      'node.environment': 'test',
      'http-server.http.port': String(port),
      'router.http-client.request-timeout': '5s',
    },
    dataStore: {
      jdbcUrl: `jdbc:postgresql://${host}${pathname}`,
      user: username,
      password: password || 'none',
      driver: 'org.postgresql.Driver',
      queryHistoryHoursRetention: 24,
    },
    clusterStatsConfiguration: { monitorType: 'INFO_API' },
    monitor: { taskDelay: '1s' },
    requestAnalyzerConfig: { analyzeRequest: true },
  };
}

/** Adds the backends, and tells whether all of them are seen healthy. */
async function knows(url: string, backends: readonly GatewayBackend[]): Promise<boolean> {
  for (const { name, url: proxyTo, routingGroup } of backends) {
    const body = JSON.stringify({ name, proxyTo, active: true, routingGroup });
    const headers = { 'content-type': 'application/json' };
    const added = await fetch(`${url}/gateway/backend/modify/update`, {
      method: 'POST',
      headers,
      body,
    });
    if (!added.ok) return false;
  }
  const states = await Promise.all(
    backends.map(async ({ name }) => {
      const answer = await fetch(`${url}/api/public/backends/${name}/state`);
      return answer.text();
    }),
  );
  return states.every((state) => state.includes('HEALTHY') && !state.includes('UNHEALTHY'));
}

export interface GatewayRequest {
  headers: Readonly<Record<string, string>>;
  statement: string;
  remoteAddr?: string;
}

/** What Trino Gateway's rules engine says about a request: a group, none, or that it fails. */
export type GatewayAnswer = { group: string | null } | { error: string };

/** Asks Trino Gateway's own rules engine about the requests of each rules file. */
export async function askRulesEngine(
  files: readonly { rules: string; requests: readonly GatewayRequest[] }[],
): Promise<GatewayAnswer[][]> {
  const { java, jar } = await gatewayProgram();
  const program = join(probes, 'RulesProbe.java');
  const args = [...QUICK_START, '-cp', jar, program];
  const answer = await succeed(java, args, { stdin: JSON.stringify(files) });
  return JSON.parse(answer.trim().split('\n').at(-1) ?? '') as GatewayAnswer[][];
}

async function gatewayProgram(): Promise<{ java: string; jar: string }> {
  const program = `Trino Gateway ${VERSION}`;
  const java = join(findJava(25, program), 'bin/java');
  const classifier = 'jar-with-dependencies';
  const folder = await cached(`trino-gateway-${VERSION}`, async (empty) => {
    const group = 'io.trino.gateway';
    const artifact = { group, name: 'gateway-ha', version: VERSION, classifier };
    await fetchArtifact({ ...artifact, extension: 'jar' }, empty);
  });
  return { java, jar: join(folder, `gateway-ha-${VERSION}-${classifier}.jar`) };
}
