import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { removeTemporaryConfigs, temporaryConfig } from '../config/temporary-config';
import { eventually } from '../support/eventually';
import { pgliteDirectory } from '../support/pglite-directory';
import { isRunning, SwitchyardProcess } from './switchyard-process';

const FREE_PORTS = `frontProxy: { listen: '127.0.0.1:0' }
routerService: { listen: '127.0.0.1:0' }
shutdown: { readyzDelay: '0s' }
`;

const started: SwitchyardProcess[] = [];
const directories: string[] = [];

/** A database that is made already, which saves seconds in each test. */
async function madeDatabase(text = FREE_PORTS): Promise<string> {
  const directory = await pgliteDirectory();
  directories.push(directory);
  return `${text}database: { directory: '${directory}' }\n`;
}

const startQuickly = async (text = FREE_PORTS) => start(await madeDatabase(text));

async function start(text = FREE_PORTS): Promise<SwitchyardProcess> {
  return launch(['start', '--config', await temporaryConfig(text)]);
}

function launch(args: string[], env: NodeJS.ProcessEnv = {}): SwitchyardProcess {
  const switchyard = new SwitchyardProcess(args, env);
  started.push(switchyard);
  return switchyard;
}

async function isReady(url: string): Promise<boolean> {
  return (await fetch(`${url}/readyz`).catch(() => undefined))?.ok ?? false;
}

afterEach(async () => {
  await Promise.all(started.splice(0).map((switchyard) => switchyard.killAll()));
});
afterAll(async () => {
  for (const directory of directories) rmSync(directory, { recursive: true, force: true });
  await removeTemporaryConfigs();
});

jest.setTimeout(120_000);

test('start serves on both URLs of its banner, and Ctrl-C ends it cleanly with every child', async () => {
  const switchyard = await start();
  const { proxy, router } = await switchyard.ready();
  // It listens before the router has told it the clusters.
  await eventually(async () => expect(await isReady(proxy)).toBe(true));
  expect(await isReady(router)).toBe(true);
  const children = switchyard.children();
  expect(children).toHaveLength(1);

  switchyard.pressCtrlC();
  expect(await switchyard.exited).toBe(0);
  expect(children.filter(isRunning)).toEqual([]);
  expect(switchyard.stderr).toBe('');
  expect(switchyard.stdout).not.toMatch(/"level":"(?:warn|error)"/);
});

test('the banner gives a call that adds a cluster, it works when pasted, and SIGTERM to the process ends it cleanly too', async () => {
  const switchyard = await startQuickly();
  const { router } = await switchyard.ready();
  const body = /v1\/clusters[^']*'Content-Type: application\/json' \\\s+-d '(.*)'/.exec(
    switchyard.stdout,
  )?.[1];
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${router}/v1/clusters`, {
    method: 'POST',
    headers,
    body: body ?? '',
  });
  expect(answer.status).toBe(201);

  const children = switchyard.children();
  process.kill(switchyard.pid, 'SIGTERM');
  expect(await switchyard.exited).toBe(0);
  expect(children.filter(isRunning)).toEqual([]);
});

describe('Ctrl-C while it still starts ends it cleanly', () => {
  async function starting(): Promise<SwitchyardProcess> {
    const switchyard = await startQuickly();
    await switchyard.waitFor(/configuration read/);
    await eventually(async () => expect(switchyard.children()).toHaveLength(1));
    return switchyard;
  }

  async function hasEndedCleanly(switchyard: SwitchyardProcess, children: number[]) {
    const exitCode = await switchyard.exited;
    expect({ exitCode, stderr: switchyard.stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(children.filter(isRunning)).toEqual([]);
  }

  test('when it reaches both processes', async () => {
    const switchyard = await starting();
    const children = switchyard.children();
    switchyard.pressCtrlC();
    await hasEndedCleanly(switchyard, children);
  });

  test('when the parent hears of the end of its child first', async () => {
    const switchyard = await starting();
    const children = switchyard.children();
    for (const child of children) process.kill(child, 'SIGKILL');
    await pause(100);
    switchyard.pressCtrlC();
    await hasEndedCleanly(switchyard, children);
  });
});

test('one Ctrl-C that arrives twice is one; a second one ends a stop that takes long', async () => {
  const switchyard = await startQuickly();
  const { router } = await switchyard.ready();
  const children = switchyard.children();
  // A request that never becomes complete holds up the close of the router-service.
  const socket = connect(Number(new URL(router).port), '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write(
    'POST /v1/route HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{',
  );
  await pause(300);

  switchyard.pressCtrlC();
  switchyard.pressCtrlC();
  await pause(1_500);
  expect(isRunning(switchyard.pid)).toBe(true);
  switchyard.pressCtrlC();
  expect(await switchyard.exited).toBe(1);
  await eventually(async () => expect(children.filter(isRunning)).toEqual([]));
  socket.destroy();
});

test('a router-service that dies comes back at the same URL, the proxy serves on, and it ends by itself when the parent is killed', async () => {
  const switchyard = await startQuickly();
  const { proxy, router } = await switchyard.ready();
  const [first = 0] = switchyard.children();
  process.kill(first, 'SIGKILL');
  await switchyard.waitFor(/router-service died/);
  expect((await fetch(`${proxy}/livez`)).status).toBe(200);

  await eventually(async () => expect(await isReady(router)).toBe(true), 60_000);
  const children = switchyard.children();
  expect(children).toHaveLength(1);
  expect(children).not.toContain(first);
  process.kill(switchyard.pid, 'SIGKILL');
  expect(await switchyard.exited).toBe('SIGKILL');
  await eventually(async () => expect(children.filter(isRunning)).toEqual([]));
});

describe('a start that fails tells why in one line, and leaves nothing running', () => {
  const firstLine = ({ stderr }: SwitchyardProcess) => stderr.trimEnd().split('\n');

  test.each(['frontProxy', 'routerService'])('when the port of %s is taken', async (section) => {
    const holder = createServer().listen(0, '127.0.0.1');
    await once(holder, 'listening');
    const { port } = holder.address() as AddressInfo;
    const taken = FREE_PORTS.replace(new RegExp(`(${section}.*):0`), `$1:${port}`);
    const switchyard = await startQuickly(taken);
    const childrenSeen = new Set<number>();
    const watch = setInterval(
      () => switchyard.children().forEach((pid) => childrenSeen.add(pid)),
      200,
    );
    expect(await switchyard.exited).toBe(1);
    clearInterval(watch);
    holder.close();
    expect(firstLine(switchyard)).toEqual([
      expect.stringMatching(
        new RegExp(`cannot listen on 127.0.0.1:${port}: the port is taken.*${section}.listen`),
      ),
    ]);
    expect([...childrenSeen].filter(isRunning)).toEqual([]);
  });

  test('when another Switchyard has the embedded database open', async () => {
    const file = await temporaryConfig(await madeDatabase());
    const first = launch(['start', '--config', file]);
    await first.ready();
    const second = launch(['start', '--config', file]);
    expect(await second.exited).toBe(1);
    expect(firstLine(second)).toEqual([
      expect.stringMatching(/embedded database .* stop that process/),
    ]);
    expect(await isReady((await first.ready()).router)).toBe(true);
  });

  test('when the configuration is wrong: every problem at once, before anything starts', async () => {
    const switchyard = await start('frontProxy: { listen: 1 }\nlogs: {}\n');
    expect(await switchyard.exited).toBe(1);
    expect(switchyard.stdout).toBe('');
    expect(firstLine(switchyard)).toEqual([
      expect.stringMatching(/switchyard\.yaml has 2 problems:$/),
      '  line 1: frontProxy.listen must be ADDRESS:PORT such as 127.0.0.1:8080 or [::1]:8080',
      '  line 2: logs is not a known field; did you mean "log"?',
    ]);
  });
});

test('SWITCHYARD_CONFIG names the file where --config does not', async () => {
  const wrong = await temporaryConfig('nonsense: 1\n');
  const right = await temporaryConfig('log: { level: loud }\n');
  const byVariable = launch(['start'], { SWITCHYARD_CONFIG: wrong });
  const byOption = launch(['start', '--config', right], { SWITCHYARD_CONFIG: wrong });
  await Promise.all([byVariable.exited, byOption.exited]);
  expect(byVariable.stderr).toContain('nonsense is not a known field');
  expect(byOption.stderr).toContain('log.level must be one of');
});

test('each service starts alone, logs JSON lines only, and ends cleanly', async () => {
  const config = await temporaryConfig(await madeDatabase());
  for (const name of ['router-service', 'front-proxy']) {
    const service = launch([name, '--config', config]);
    const [, url = ''] = await service.waitFor(
      new RegExp(`"url":"(http:[^"]*)","msg":"${name} started`),
    );
    expect((await fetch(`${url}/livez`)).status).toBe(200);
    service.pressCtrlC();
    expect(await service.exited).toBe(0);
    const lines = service.stdout.trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toHaveLength(lines.length);
  }
});
