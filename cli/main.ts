#!/usr/bin/env node
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ServiceName } from '../config/cross-checks';
import { exampleConfig } from '../config/example';
import { loadConfig } from '../config/load';
import { maskedConfig } from '../config/masked';
import type { Config } from '../config/schema';
import { startFrontProxy } from '../front-proxy/service';
import { startRouterService } from '../router-service/service';
import { factsDocument } from '../rules/facts-document';
import { environment } from '../runtime/environment';
import { createLog, type Logger } from '../runtime/log';
import type { RunningService } from '../runtime/running-service';
import type { Shutdown } from '../runtime/shutdown';
import type { Milliseconds } from '../runtime/units';
import { runUntilStopped } from '../runtime/stop-on-signal';
import { banner } from './banner';
import { checkConfig } from './check-config';
import { runDemo } from './demo';
import { explainFailure } from './explain-failure';
import { importTrinoGatewayRulesFile } from './import-trino-gateway-rules';
import { type Command, parseArguments } from './parse-arguments';
import { runRouterChild } from './router-child';
import { startSwitchyard } from './start';
import { testRules } from './test-rules';
import { USAGE } from './usage';

type StartService = (config: Config, log: Logger) => Promise<RunningService>;

async function run(command: Command): Promise<void> {
  switch (command.name) {
    case 'start':
      return start(command.configFile);
    case 'demo':
      return demo(command.configFile);
    case 'front-proxy':
      return serveAlone('front-proxy', startFrontProxy, command.configFile);
    case 'router-service':
      return serveAlone('router-service', startRouterService, command.configFile);
    case 'router-child':
      return runRouterChild();
    case 'config check':
      return print(await checkConfig(command.file, environment()));
    case 'rules test':
      return testRuleFiles(command.files, command.configFile);
    case 'rules facts':
      return print(factsDocument());
    case 'config example':
      return print(exampleConfig());
    case 'import trino-gateway-rules':
      return importRules(command.file);
    case 'help':
      return print(USAGE);
    case 'version':
      return print(`${await version()}\n`);
  }
}

async function testRuleFiles(files: readonly string[], given: string | undefined): Promise<void> {
  const run = testRules(files, await loadConfig(fileOf(given), environment(), []));
  for await (const text of run.lines) print(text);
  if (!run.passed()) process.exitCode = 1;
}

async function start(given: string | undefined): Promise<void> {
  const file = fileOf(given);
  const config = await loadConfig(file, environment());
  const log = createLog('front-proxy', config.log.level);
  await serve(config, log, { file, services: 2 }, async (shutdown) => {
    print(banner(config, await startSwitchyard(config, log, shutdown), file));
  });
}

async function demo(given: string | undefined): Promise<void> {
  const file = fileOf(given);
  const config = await loadConfig(file, environment());
  const log = createLog('front-proxy', 'warn');
  const run = (shutdown: Shutdown) => runDemo(config, log, shutdown, print);
  await runUntilStopped(log, run, fail, closingTime(config, 2));
}

async function serveAlone(name: ServiceName, startService: StartService, given?: string) {
  const file = fileOf(given);
  const config = await loadConfig(file, environment(), [name]);
  const log = createLog(name, config.log.level);
  await serve(config, log, { file, services: 1 }, async (shutdown) => {
    const starting = startService(config, log);
    shutdown.opened(name, () =>
      starting.then(
        (running) => running.close(),
        () => undefined,
      ),
    );
    await starting;
  });
}

async function serve(
  config: Config,
  log: Logger,
  { file, services }: { file: string | undefined; services: number },
  open: (shutdown: Shutdown) => Promise<void>,
): Promise<void> {
  log.info({ file, config: maskedConfig(config) }, 'configuration read');
  await runUntilStopped(log, open, fail, closingTime(config, services));
}

/** Services that stop together tell so together, and close one after the other. */
function closingTime({ shutdown }: Config, services: number): Milliseconds {
  return shutdown.readyzDelay + services * shutdown.deadline;
}

async function importRules(file: string): Promise<void> {
  const { output, report, exitCode } = await importTrinoGatewayRulesFile(file);
  print(output);
  process.stderr.write(report);
  process.exitCode = exitCode;
}

function fileOf(given: string | undefined): string | undefined {
  return given ?? (environment()['SWITCHYARD_CONFIG'] || undefined);
}

async function version(): Promise<string> {
  const manifest = await readFile(join(__dirname, '../../package.json'), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}

function print(text: string): void {
  process.stdout.write(text);
}

function fail(err: unknown): void {
  process.stderr.write(`${explainFailure(err)}\n`);
  process.exitCode = 1;
}

// A terminal that was closed, or a pipe that nobody reads, must not end the services.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

const command = parseArguments(process.argv.slice(2));
if (typeof command === 'string') {
  process.stderr.write(`${command}\n\n${USAGE}`);
  process.exitCode = 2;
} else {
  run(command).catch(fail);
}
