import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { probes } from './trino-tools';
import { theLab } from './lab';
import type { TlsBalancer } from './tls-balancer';

/** A client that nobody here wrote, while it runs and may wait for a person to log in. */
export interface RunningClient {
  /** Where it asks its user to log in; once it has said so. */
  loginUrl(): Promise<string>;
  /** Runs one more statement. */
  say(statement: string): void;
  /** What it has printed so far. */
  printed(): string;
  /** Lets it end; gives all that it printed. */
  finish(): Promise<string>;
}

export interface ExternalLoginClient {
  name: string;
  /** Starts it with a first statement, in front of what the balancer leads to. */
  start(server: TlsBalancer, statement: string): RunningClient;
}

/** Who logs in; the CLI would name its process's user. */
export const LAB_USER = 'alice';

const PRINT_URL = /Please go to:\s+(https:\S+)/;

const jdbc: ExternalLoginClient = {
  name: 'the JDBC driver',
  start({ url, trustStore }, statement) {
    const { tools } = theLab();
    const options = new URLSearchParams({
      ...{ SSL: 'true', SSLTrustStorePath: trustStore.path },
      ...{ SSLTrustStoreType: 'PKCS12', SSLTrustStorePassword: trustStore.password },
      ...{ externalAuthentication: 'true', externalAuthenticationRedirectHandlers: 'PRINT' },
    });
    const jdbcUrl = `jdbc:trino://${new URL(url).host}?${options}`;
    const client = running(['-cp', tools.jdbcJar, join(probes, 'OAuthProbe.java'), jdbcUrl]);
    client.say(statement);
    return client;
  },
};

const cli: ExternalLoginClient = {
  name: 'the CLI',
  start({ url, trustStore }, statement) {
    const trust = ['--truststore-path', trustStore.path, '--truststore-type', 'PKCS12'];
    return running([
      ...['--enable-native-access=ALL-UNNAMED', '-jar', theLab().tools.cliJar, '--server', url],
      ...[...trust, '--truststore-password', trustStore.password],
      ...['--external-authentication', '--external-authentication-redirect-handler', 'PRINT'],
      ...['--user', LAB_USER, '--output-format', 'TSV', '--execute', statement],
    ]);
  },
};

export const externalLoginClients = { jdbc, cli };

function running(args: string[]): RunningClient {
  const { folder, tools } = theLab();
  const quick = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC'];
  // The CLI keeps its history in the home.
  const env = { ...process.env, HOME: folder };
  // Its own patience is two minutes; a test that fails leaves it to that.
  const options = { env, timeout: 180_000 };
  const child = spawn(join(tools.javaHome, 'bin/java'), [...quick, ...args], options);
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (part: Buffer) => (output += part.toString()));
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  return {
    async loginUrl() {
      for (;;) {
        const [, url] = PRINT_URL.exec(output) ?? [];
        if (url !== undefined) return url;
        if (child.exitCode !== null) throw new Error(`it ended without a login:\n${output}`);
        await pause(50);
      }
    },
    say: (statement) => child.stdin.write(`${statement}\n`),
    printed: () => output,
    async finish() {
      child.stdin.end();
      await ended;
      return output;
    },
  };
}
