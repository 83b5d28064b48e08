import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { loadConfig } from '../../config/load';

const root = join(__dirname, '../..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');

interface Service {
  image?: string;
  build?: string;
  command?: string[];
  restart?: string;
  ports?: string[];
  volumes?: string[];
  environment?: Record<string, string>;
  healthcheck?: { test: string[] };
  depends_on?: Record<string, { condition: string }>;
}

const { services } = parse(read('docker-compose.yml'), { merge: true }) as {
  services: Record<string, Service>;
};
const serviceNamed = (name: string): Service => services[name] ?? {};
const ownServices = ['router-service', 'front-proxy'];
const configOf = () => loadConfig(join(root, 'deploy/compose/switchyard.yaml'), {});

const composeCommands: string[][] = [['docker', 'compose'], ['docker-compose']];
const compose = composeCommands.find(
  ([program = '', ...args]) => spawnSync(program, [...args, 'version']).status === 0,
);

if (compose === undefined) {
  const reason = 'no Compose implementation was found';
  process.stderr.write(
    `The check of docker-compose.yml by Compose itself is skipped: ${reason}.\n`,
  );
  test.skip(`Compose accepts the file (skipped: ${reason})`, () => undefined);
} else {
  test('Compose accepts the file without a warning', () => {
    const [program = '', ...args] = compose;
    const checked = spawnSync(program, [...args, 'config', '--quiet'], { cwd: root });
    expect(checked.stderr.toString()).toBe('');
    expect(checked.status).toBe(0);
  });
}

test('PostgreSQL, both services and two Trino clusters start with one command', () => {
  expect(Object.keys(services).sort()).toEqual([
    'front-proxy',
    'postgres',
    'router-service',
    'trino-adhoc',
    'trino-etl',
  ]);
  expect(serviceNamed('postgres').image).toMatch(/^postgres:16/);
});

test('every service starts again when it dies, and every one tells its health', () => {
  for (const [name, service] of Object.entries(services)) {
    expect([name, service.restart]).toEqual([name, 'unless-stopped']);
    // Those that are built here have the health check of the Dockerfile.
    const tells = service.build !== undefined || service.healthcheck !== undefined;
    expect([name, tells]).toEqual([name, true]);
  }
});

test('every cluster of the configuration is a Trino service that believes forwarded headers', async () => {
  const { clusters } = await configOf();
  expect(clusters.map(({ routingGroups }) => routingGroups)).toEqual([['adhoc'], ['etl']]);
  for (const { url } of clusters) {
    const { image, volumes = [] } = serviceNamed(new URL(url).hostname);
    expect(image).toBe('trinodb/trino:476');
    expect(volumes).toContain(
      './deploy/compose/trino/config.properties:/etc/trino/config.properties:ro',
    );
  }
  const properties = read('deploy/compose/trino/config.properties').split('\n');
  expect(properties).toContain('http-server.process-forwarded=true');
});

test('every file that is mounted into a container exists', () => {
  const mounted = Object.values(services)
    .flatMap(({ volumes = [] }) => volumes)
    .map((volume) => volume.split(':')[0] ?? '')
    .filter((source) => source.startsWith('./'));
  expect(mounted).toHaveLength(6);
  expect(mounted.filter((source) => !existsSync(join(root, source)))).toEqual([]);
});

test('the proxy asks the router-service of the same file, once that is healthy', async () => {
  const { frontProxy } = await configOf();
  expect(frontProxy.routerUrls).toEqual(['http://router-service:8090']);
  for (const name of ownServices) expect(serviceNamed(name).command).toEqual([name]);
  expect(serviceNamed('front-proxy').depends_on).toEqual({
    'router-service': { condition: 'service_healthy' },
  });
  expect(serviceNamed('router-service').depends_on).toEqual({
    postgres: { condition: 'service_healthy' },
  });
});

test('the router-service of the file keeps its state in the PostgreSQL of the file', () => {
  const url = new URL(serviceNamed('router-service').environment?.DATABASE_URL ?? '');
  const { environment } = serviceNamed('postgres');
  expect([url.hostname, url.username, url.password, url.pathname]).toEqual([
    'postgres',
    environment?.POSTGRES_USER,
    environment?.POSTGRES_PASSWORD,
    `/${environment?.POSTGRES_DB}`,
  ]);
});

test('without tokens only this machine reaches a published port', async () => {
  const config = await configOf();
  expect(config.tokens).toEqual([]);
  const ports = Object.values(services).flatMap((service) => service.ports ?? []);
  expect(ports.sort()).toEqual(['127.0.0.1:8080:8080', '127.0.0.1:8090:8090']);
});
