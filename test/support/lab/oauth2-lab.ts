import { randomBytes } from 'node:crypto';
import { theLab } from './lab';
import { startOpenIdProvider, type OpenIdProvider, type RegisteredClient } from './openid-provider';
import { freePorts } from '../free-ports';
import { endProcess, waitUntilReady } from './processes';
import { seesHealthy, startService } from './switchyard-process';
import { startTlsBalancer, type TlsBalancer } from './tls-balancer';
import { startTrinoCoordinator } from './trino-coordinator';

export const OA_CLUSTERS = ['oa-blue', 'oa-green'] as const;

/**
 * Two clusters of one routing group that ask for a login at an OpenID provider, behind TLS and two
 * front-proxies.
 */
export interface OAuth2Lab {
  provider: OpenIdProvider;
  /** What the provider knows of the clusters. */
  client: RegisteredClient;
  /** TLS in front of both proxies. */
  balancer: TlsBalancer;
  proxyUrls: string[];
  /** TLS in front of oa-blue itself, to compare with. */
  direct: TlsBalancer;
  /** The coordinators themselves, by cluster. */
  coordinators: Record<(typeof OA_CLUSTERS)[number], string>;
  stopRouter(): Promise<void>;
  startRouter(): Promise<void>;
  restartProxies(): Promise<void>;
  close(): Promise<void>;
}

const PROXIES = ['oa-proxy-1', 'oa-proxy-2'];
const CLIENT = { id: 'trino', secret: 'lab-secret' };

export async function startOAuth2Lab(): Promise<OAuth2Lab> {
  const { folder, tools } = theLab();
  const provider = await startOpenIdProvider();
  const [bluePort = 0, greenPort = 0, routerPort = 0, ...proxyPorts] = await freePorts(5);
  const settings = oauth2Settings(provider.issuer);
  await Promise.all([
    startTrinoCoordinator(folder, 'oa-blue', bluePort, tools, { settings }),
    startTrinoCoordinator(folder, 'oa-green', greenPort, tools, { settings }),
  ]);
  const coordinators = {
    'oa-blue': `http://127.0.0.1:${bluePort}`,
    'oa-green': `http://127.0.0.1:${greenPort}`,
  };
  const routerUrl = `http://127.0.0.1:${routerPort}`;
  const config = serviceConfig(routerUrl, coordinators);
  const proxyUrls = proxyPorts.map((port) => `http://127.0.0.1:${port}`);
  const balancer = await startTlsBalancer(folder, tools.javaHome, proxyUrls);
  const direct = await startTlsBalancer(folder, tools.javaHome, [coordinators['oa-blue']]);
  const bases = [direct.url, ...OA_CLUSTERS.map((name) => `${balancer.url}/c~${name}`)];
  const client: RegisteredClient = {
    ...CLIENT,
    redirectUris: bases.map((base) => `${base}/oauth2/callback`),
    logoutUris: bases.map((base) => `${base}/ui/logout/logout.html`),
    tokenSeconds: 3600,
  };
  provider.clients.set(client.id, client);

  async function startProxies(): Promise<void> {
    for (const [i, name] of PROXIES.entries()) {
      const frontProxy = { ...config.frontProxy, listen: `127.0.0.1:${proxyPorts[i]}` };
      startService(folder, name, 'front-proxy', { ...config, frontProxy });
      const isReady = async () => (await fetch(`${proxyUrls[i]}/readyz`)).ok;
      await waitUntilReady(folder, name, isReady, 60_000);
    }
  }
  const end = (name: string) => endProcess(folder, name, 'SIGTERM');
  async function startRouter(): Promise<void> {
    startService(folder, 'oa-router', 'router-service', config);
    const clusters = OA_CLUSTERS.map((name) => ({ name }));
    await waitUntilReady(folder, 'oa-router', () => seesHealthy(routerUrl, clusters), 60_000);
  }
  await Promise.all([startProxies(), startRouter()]);
  return {
    ...{ provider, client, balancer, proxyUrls, direct, coordinators },
    startRouter,
    stopRouter: () => end('oa-router'),
    async restartProxies() {
      // At once, as a crash does; a poll that waits ten seconds would hold up an orderly end.
      await Promise.all(PROXIES.map((name) => endProcess(folder, name, 'SIGKILL')));
      await startProxies();
    },
    async close() {
      balancer.close();
      direct.close();
      await Promise.all([...PROXIES, 'oa-router', ...OA_CLUSTERS].map(end));
      provider.close();
    },
  };
}

function oauth2Settings(issuer: string): Record<string, string> {
  const oauth2 = 'http-server.authentication.oauth2';
  return {
    'http-server.authentication.type': 'oauth2',
    // By plain HTTP, which no client of these tests uses, the tests look into the coordinators.
    'http-server.authentication.allow-insecure-over-http': 'true',
    'web-ui.authentication.type': 'oauth2',
    'web-ui.preview.enabled': 'true',
    [`${oauth2}.issuer`]: issuer,
    [`${oauth2}.client-id`]: CLIENT.id,
    [`${oauth2}.client-secret`]: CLIENT.secret,
    [`${oauth2}.refresh-tokens`]: 'true',
    // The same for every cluster of a group, as a token of one must serve at the others.
    [`${oauth2}.refresh-tokens.secret-key`]: SECRET_KEY,
    'internal-communication.shared-secret': 'oauth2-lab',
  };
}

const SECRET_KEY = randomBytes(32).toString('base64');

function serviceConfig(routerUrl: string, coordinators: OAuth2Lab['coordinators']) {
  return {
    frontProxy: { routerUrls: [routerUrl], trustedProxies: ['127.0.0.1'] },
    routerService: { listen: new URL(routerUrl).host },
    database: { directory: `${theLab().folder}/oa-database` },
    clusters: OA_CLUSTERS.map((name) => ({
      ...{ name, url: coordinators[name], routingGroups: ['adhoc'] },
    })),
  };
}
