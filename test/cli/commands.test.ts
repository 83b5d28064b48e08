import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { removeTemporaryConfigs, temporaryConfig } from '../config/temporary-config';

const root = join(__dirname, '../..');

function run(...args: string[]) {
  const options = { encoding: 'utf8', env: { PATH: process.env['PATH'] } } as const;
  return spawnSync(process.execPath, [join(root, 'dist/cli/main.js'), ...args], options);
}

afterAll(removeTemporaryConfigs);

test('--help tells every command on standard output', () => {
  const { status, stdout, stderr } = run('--help');
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  for (const command of ['start', 'demo', 'config check FILE', 'router-service', 'front-proxy']) {
    expect(stdout).toContain(`\n  ${command} `);
  }
});

test('--version tells the version of the package', () => {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    version: string;
  };
  expect(run('--version').stdout).toBe(`${version}\n`);
});

test('an unknown command exits with 2 and tells the usage on standard error', () => {
  const { status, stdout, stderr } = run('strat');
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toMatch(/^There is no command "strat"\.\n\nUsage: switchyard COMMAND/);
});

test('config check accepts the example and shows what it means', () => {
  const { status, stdout } = run('config', 'check', join(root, 'config.example.yaml'));
  expect(status).toBe(0);
  expect(stdout).toMatch(/config\.example\.yaml is valid/);
  expect(stdout).toMatch(/^ {2}routerTimeout: 1s$/m);
});

test('config check tells every problem and exits with 1', async () => {
  const file = await temporaryConfig('log: { level: loud }\ninsecure: perhaps\n');
  const { status, stdout, stderr } = run('config', 'check', file);
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toBe(
    `${file} has 2 problems:\n` +
      '  line 2: insecure must be true or false\n' +
      '  line 1: log.level must be one of debug, info, warn, error, silent\n',
  );
});

test('config check looks into the rule set too', async () => {
  const rules = await temporaryConfig('rules: [{ name: one }]\n');
  const { status, stderr } = run('config', 'check', await temporaryConfig(`ruleSet: ${rules}\n`));
  expect(status).toBe(1);
  expect(stderr).toContain(`ruleSet has a problem: ${basename(rules)}: rules[0].`);
});

test('config check without a file is wrong usage, of a file that does not exist an error', () => {
  expect(run('config', 'check').status).toBe(2);
  const { status, stderr } = run('config', 'check', 'no-such.yaml');
  expect(status).toBe(1);
  expect(stderr).toContain('no-such.yaml has a problem:\n  The file does not exist');
});

test('config example prints the file of the same name', () => {
  expect(run('config', 'example').stdout).toBe(
    readFileSync(join(root, 'config.example.yaml'), 'utf8'),
  );
});

describe('import trino-gateway-rules', () => {
  const rule = (name: string, condition: string) =>
    `---\nname: ${name}\ncondition: '${condition}'\nactions:\n  - 'result.put("routingGroup", "etl")'\n`;
  const known = rule('airflow', 'request.getHeader("X-Trino-Source") == "airflow"');
  const unknown = rule('odd', 'request.getParameter("x") == "y"');

  test('prints the rule set, and tells the rest on standard error', async () => {
    const file = await temporaryConfig(known);
    const { status, stdout, stderr } = run('import', 'trino-gateway-rules', file);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ rules: [{ name: 'airflow', priority: 10 }] });
    expect(stderr).toMatch(/: 1 rule made, 0 not translated\n$/);
  });

  test('exits with 1 when a rule is not translated, and tells which, where and why', async () => {
    const file = await temporaryConfig(known + unknown);
    const { status, stdout, stderr } = run('import', 'trino-gateway-rules', file);
    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ rules: [{ name: 'airflow' }] });
    expect(stderr).toContain(
      `${file}:8: rule "odd": not translated: request.getParameter("x"): request.getParameter has no counterpart`,
    );
  });

  test('exits with 2 when the file cannot be used', async () => {
    const list = await temporaryConfig('- name: a\n');
    for (const file of [list, 'no-such.yaml']) {
      const { status, stdout, stderr } = run('import', 'trino-gateway-rules', file);
      expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
      expect(stderr).toContain(file);
    }
  });
});
