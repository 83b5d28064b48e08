import { execFileSync, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

const root = join(__dirname, '../..');
const dockerfile = readFileSync(join(root, 'Dockerfile'), 'utf8');
const stages = dockerfile.split(/^FROM /m).slice(1);
const runtime = stages.at(-1) ?? '';

/** The JSON form of an instruction, which runs without a shell. */
function execForm(instruction: RegExp): string[] {
  const [, json = '[]'] = instruction.exec(runtime) ?? [];
  return JSON.parse(json) as string[];
}

test('the last stage has only compiled code and the packages of production', () => {
  expect(stages.map((stage) => /^\S+( AS \w+)?/.exec(stage)?.[0])).toEqual([
    'node:22-alpine AS build',
    'node:22-alpine AS packages',
    'node:22-alpine',
  ]);
  expect(stages[1]).toContain('npm ci --omit=dev');
  expect(runtime.match(/^COPY .*$/gm)).toEqual([
    'COPY package.json LICENSE ./',
    'COPY --from=packages /app/node_modules node_modules',
    'COPY --from=build /app/dist dist',
  ]);
});

test('it runs as another user than root and is stopped by the signal that it handles', () => {
  expect(runtime).toMatch(/^USER node$/m);
  expect(runtime).toMatch(/^STOPSIGNAL SIGTERM$/m);
});

test('its entry point is the command line of the build', () => {
  const [program, script = ''] = execForm(/^ENTRYPOINT (\[.*\])$/m);
  expect(program).toBe('node');
  const version = execFileSync(process.execPath, [join(root, script), '--version'], {
    encoding: 'utf8',
  });
  expect(version).toMatch(/^\d+\.\d+\.\d+\n$/);
  const usage = execFileSync(process.execPath, [join(root, script), '--help'], {
    encoding: 'utf8',
  });
  for (const command of execForm(/^CMD (\[.*\])$/m)) expect(usage).toContain(`  ${command} `);
});

test('of node-sql-parser it keeps the one file that the code loads', () => {
  const kept = /! -path '\*\/(build\/\w+\.js)'/.exec(dockerfile)?.[1] ?? '';
  expect(existsSync(join(root, 'node_modules/node-sql-parser', kept))).toBe(true);
  const worker = readFileSync(join(root, 'sql/worker/second-opinion.ts'), 'utf8');
  expect(worker).toContain(`'node-sql-parser/${kept.replace(/\.js$/, '')}'`);
});

describe('its health check', () => {
  const [program = '', ...args] = execForm(/^ {2}CMD (\[.*\])$/m);
  let server: Server;
  let status: number;
  let url: string;
  beforeAll(async () => {
    server = createServer((_request, response) => response.writeHead(status).end());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/livez`;
  });
  afterAll(() => server.close());

  const check = (healthUrl: string) =>
    new Promise<number | null>((resolve) => {
      const env = { ...process.env, SWITCHYARD_HEALTH_URL: healthUrl };
      spawn(program, args, { env, stdio: 'ignore' }).once('exit', resolve);
    });

  test('succeeds while the service answers', async () => {
    status = 200;
    expect(await check(url)).toBe(0);
  });

  test('fails when the service answers an error', async () => {
    status = 503;
    expect(await check(url)).toBe(1);
  });

  test('fails when nothing answers', async () => {
    expect(await check('http://127.0.0.1:9/livez')).toBe(1);
  });
});
