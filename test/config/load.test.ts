import { createHash } from 'node:crypto';
import { dirname, join, resolve } from 'node:path';
import { ConfigError, problemText } from '../../config/config-error';
import { loadConfig } from '../../config/load';
import { configSchema } from '../../config/schema';
import { removeTemporaryConfigs, temporaryConfig } from './temporary-config';

afterAll(removeTemporaryConfigs);

const load = async (text: string, env: NodeJS.ProcessEnv = {}) =>
  loadConfig(await temporaryConfig(text), env);

const problemsOf = async (text: string, env: NodeJS.ProcessEnv = {}): Promise<string[]> => {
  const failure: unknown = await load(text, env).catch((err: unknown) => err);
  return failure instanceof ConfigError ? failure.problems.map(problemText) : [];
};

test('without a file every default holds, and the data folder is that of the working directory', async () => {
  const defaults = configSchema.parse({});
  expect(await loadConfig(undefined, {})).toEqual({
    ...defaults,
    database: { directory: resolve('data') },
  });
});

test('a file that does not exist is named, with the places that name it', async () => {
  await expect(loadConfig('/no/such.yaml', {})).rejects.toThrow(
    '/no/such.yaml has a problem:\n  The file does not exist; check the path given by --config or SWITCHYARD_CONFIG',
  );
});

test('a folder in place of a file cannot be read', async () => {
  await expect(loadConfig(__dirname, {})).rejects.toThrow('The file cannot be read');
});

test('every problem is told at once, each with its line', async () => {
  const text = `frontProxy:
  listen: nowhere
  colour: red
clusters:
  - name: blue
    url: http://127.0.0.1:1
    routingGroups: []
routerService:
  listen: 0.0.0.0:8090
tokens: none
history:
  retention: \${UNSET}
`;
  expect(await problemsOf(text)).toEqual([
    'line 12: history.retention needs the variable UNSET, which is not set; set it, or write ${UNSET:-default}',
    'line 2: frontProxy.listen must be ADDRESS:PORT such as 127.0.0.1:8080 or [::1]:8080',
    'line 3: frontProxy.colour is not a known field; known here: listen, workers, routerUrls, routerToken, routerTimeout, fallback, affinityPrefix, trustedProxies, maxStatementSize, connectTimeout, submitTimeout, clusterWait, abandonedQueryTimeout, responseTimeout, serverTiming',
    'line 7: clusters[0].routingGroups must name at least one routing group',
    'line 10: tokens must be a list',
  ]);
});

test('mistakes between readable sections are told along with unreadable ones', async () => {
  const cluster = '{name: blue, url: "http://127.0.0.1:1", routingGroups: [adhoc]}';
  expect(await problemsOf(`clusters: [${cluster}, ${cluster}]\nlog: {level: loud}\n`)).toEqual([
    'line 2: log.level must be one of debug, info, warn, error, silent',
    'line 1: clusters[1].name is the same as clusters[0].name; each must be unique',
  ]);
});

describe('variables', () => {
  const directory = async (text: string, env: NodeJS.ProcessEnv) =>
    (await load(`database: {directory: '/d/${text}'}`, env)).database.directory;

  test.each([
    ['${NAME}', { NAME: 'x' }, '/d/x'],
    ['${A}-${B}', { A: '1', B: '2' }, '/d/1-2'],
    ['${NAME:-y}', {}, '/d/y'],
    ['${NAME:-y}', { NAME: '' }, '/d/y'],
    ['${NAME:-y}', { NAME: 'x' }, '/d/x'],
    ['${NAME:-}z', {}, '/d/z'],
    ['$${NAME}', { NAME: 'x' }, '/d/${NAME}'],
    ['$NAME', { NAME: 'x' }, '/d/$NAME'],
    ['${NAME}', { NAME: '${OTHER}', OTHER: 'no' }, '/d/${OTHER}'],
  ])('%s with %j gives %s', async (text, env, expected) => {
    expect(await directory(text, env)).toBe(expected);
  });

  test('a value cannot add fields', async () => {
    const env = { NAME: 'x\ninsecure: true', LIST: '[1, 2]' };
    const config = await load('database: {directory: "/d/${NAME}${LIST}"}', env);
    expect(config.database.directory).toBe('/d/x\ninsecure: true[1, 2]');
    expect(config.insecure).toBe(false);
  });

  test('a value becomes a number or a boolean where the field is one', async () => {
    const text = 'history: {bufferSize: "${SIZE}", statements: "${KEEP}"}';
    const { history } = await load(text, { SIZE: '50', KEEP: 'true' });
    expect(history).toMatchObject({ bufferSize: 50, statements: true });
  });

  test('a number in quotes that no variable gave stays a mistake', async () => {
    expect(await problemsOf('history: {bufferSize: "50"}')).toEqual([
      'line 1: history.bufferSize must be a number',
    ]);
  });
});

describe('DATABASE_URL', () => {
  const env = { DATABASE_URL: 'postgres://db/one' };

  test.each(['', 'database:\n', 'database: {url: "postgres://db/two"}\n'])(
    'goes before the file %j',
    async (text) => {
      expect((await load(text, env)).database.url).toBe('postgres://db/one');
    },
  );

  test('counts without a file', async () => {
    expect((await loadConfig(undefined, env)).database.url).toBe('postgres://db/one');
  });

  test('is no choice when it is empty', async () => {
    expect((await loadConfig(undefined, { DATABASE_URL: '' })).database.url).toBeUndefined();
  });

  test('is named when it is wrong, and its value is not shown', async () => {
    const wrong = { DATABASE_URL: 'mysql://me:secret@db' };
    await expect(loadConfig(undefined, wrong)).rejects.toThrow(
      /DATABASE_URL \(environment\) must be a PostgreSQL URL(?!.*secret)/s,
    );
  });
});

test("relative paths begin at the file's folder", async () => {
  const file = await temporaryConfig('database: {directory: state}\nruleSet: switchyard.yaml\n');
  const config = await loadConfig(file, {});
  expect(config.database.directory).toBe(join(dirname(file), 'state'));
  expect(config.ruleSet).toBe(file);
});

test.each([
  ['127.0.0.1:9090', 'http://127.0.0.1:9090'],
  ['0.0.0.0:9090', 'http://127.0.0.1:9090'],
  ['"[::]:9090"', 'http://[::1]:9090'],
])('with the router on %s the proxy asks it at %s', async (listen, url) => {
  const config = await load(`routerService: {listen: ${listen}}\ninsecure: true\n`);
  expect(config.frontProxy.routerUrls).toEqual([url]);
});

test('routers that the file names are asked instead of its own', async () => {
  const config = await load('frontProxy: {routerUrls: ["http://a:1", "http://b:2"]}');
  expect(config.frontProxy.routerUrls).toEqual(['http://a:1', 'http://b:2']);
});

describe('a service that runs alone', () => {
  const token = 'open sesame';
  const sha256 = createHash('sha256').update(token).digest('hex');

  test('a router-service needs no token of a proxy', async () => {
    const file = await temporaryConfig(`tokens: [{name: p, role: operate, sha256: ${sha256}}]`);
    await expect(loadConfig(file, {}, ['router-service'])).resolves.toBeDefined();
    await expect(loadConfig(file, {})).rejects.toThrow('frontProxy.routerToken is missing');
  });

  test('a front-proxy is not judged by where the other service would listen', async () => {
    const file = await temporaryConfig('routerService: {listen: "0.0.0.0:8080"}');
    await expect(loadConfig(file, {}, ['front-proxy'])).resolves.toBeDefined();
    await expect(loadConfig(file, {})).rejects.toThrow('2 problems');
  });
});
