import { existsSync, readFileSync } from 'node:fs';
import { request as forward, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { succeed } from './run-command';

const PASSWORD = 'changeit';

export interface TlsBalancer {
  /** Its address for clients, https. */
  url: string;
  /** The certificate, which clients can take as a trust store. */
  trustStore: { path: string; password: string };
  /** Which target gets a request; by default they take turns. */
  choose(path: string): string;
  /** Which target got which request, in order. */
  sent: { target: string; path: string }[];
  close(): void;
}

/**
 * What stands in front of front-proxies in many deployments: ends TLS, sends each request to the next
 * of them, says how it was called by X-Forwarded-Proto, -Host and -For.
 */
export async function startTlsBalancer(
  folder: string,
  javaHome: string,
  targets: string[],
): Promise<TlsBalancer> {
  const trustStore = { path: await certificate(folder, javaHome), password: PASSWORD };
  const balancer: TlsBalancer = {
    ...{ url: '', trustStore, sent: [], close: () => undefined },
    choose: () => targets[balancer.sent.length % targets.length] ?? '',
  };
  const server = createServer(
    { pfx: readFileSync(trustStore.path), passphrase: PASSWORD },
    (request, response) => {
      const path = request.url ?? '/';
      const target = balancer.choose(path);
      balancer.sent.push({ target, path });
      pass(request, response, target);
    },
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  balancer.url = `https://localhost:${(server.address() as AddressInfo).port}`;
  balancer.close = () => {
    server.closeAllConnections();
    server.close();
  };
  return balancer;
}

function pass(request: IncomingMessage, response: ServerResponse, target: string): void {
  const headers = {
    ...request.headers,
    'x-forwarded-proto': 'https',
    'x-forwarded-host': request.headers.host,
    'x-forwarded-for': request.socket.remoteAddress,
  };
  const outgoing = forward(
    new URL(request.url ?? '/', target),
    { method: request.method, headers },
    (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
      answer.pipe(response);
    },
  );
  outgoing.on('error', () => response.writeHead(502).end());
  response.on('close', () => outgoing.destroy());
  request.pipe(outgoing);
}

/** A key and its own certificate for localhost, by the keytool of the Java that Trino runs on. */
async function certificate(folder: string, javaHome: string): Promise<string> {
  const path = join(folder, 'balancer.p12');
  if (existsSync(path)) return path;
  const names = ['-dname', 'CN=localhost', '-ext', 'san=dns:localhost,ip:127.0.0.1'];
  const store = ['-keystore', path, '-storetype', 'PKCS12', '-storepass', PASSWORD];
  const key = ['-alias', 'balancer', '-keyalg', 'RSA', '-keysize', '2048', '-validity', '30'];
  await succeed(join(javaHome, 'bin/keytool'), ['-genkeypair', ...key, ...names, ...store]);
  return path;
}
