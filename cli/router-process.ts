import { fork } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Config } from '../config/schema';
import type { Logger } from '../runtime/log';
import { ServiceError } from '../runtime/service-error';
import type { FromRouter, ToRouter } from './router-child';

const MAIN = join(__dirname, 'main.js');
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
// One that served so long died of something new.
const SERVED_WELL_MS = 60_000;

export interface RouterProcess {
  /** The router's URL once it listens; rejects when the first start fails. */
  ready: Promise<string>;
  /** Has its /readyz say that it stops; `close` follows. */
  announceStop(): void;
  /** Lets the process close and waits until it is gone; it is not started again. */
  close(): Promise<void>;
}

/** Runs the router-service in a process of its own, and starts it again when it dies. */
export function startRouterProcess(config: Config, log: Logger): RouterProcess {
  const closing = new AbortController();
  let current = launch(config);

  async function keepRunning(sameAddress: Config): Promise<void> {
    let pauseMs = FIRST_PAUSE_MS;
    let startedAt = performance.now();
    for (;;) {
      const how = await current.exited;
      if (closing.signal.aborted) return;
      if (performance.now() - startedAt > SERVED_WELL_MS) pauseMs = FIRST_PAUSE_MS;
      log.error({ how, restartInMs: pauseMs }, 'router-service died');
      await sleep(pauseMs, undefined, { signal: closing.signal }).catch(() => undefined);
      if (closing.signal.aborted) return;
      pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
      startedAt = performance.now();
      current = launch(sameAddress);
      await current.ready.then(
        (url) => log.warn({ url }, 'router-service was started again'),
        (err: unknown) => log.error({ err }, 'router-service could not be started again'),
      );
    }
  }

  // Reached with a running router only when the stop was cut short, by deadline or second Ctrl-C.
  process.once('exit', () => {
    if (closing.signal.aborted) current.kill();
  });
  const { ready } = current;
  ready.then(
    (url) => void keepRunning(listeningOn(config, url)),
    () => undefined,
  );
  return {
    ready,
    announceStop: () => current.announceStop(),
    async close() {
      closing.abort();
      current.letGo();
      await current.exited;
    },
  };
}

function launch(config: Config) {
  // The inspector's port is already taken by this process.
  const execArgv = process.execArgv.filter((arg) => !arg.startsWith('--inspect'));
  const child = fork(MAIN, ['router-child'], { execArgv });
  const exited = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`));
    child.once('error', (err) => {
      if (child.pid === undefined) resolve(err.message);
    });
  });
  const ready = new Promise<string>((resolve, reject) => {
    const fail = (reason: string) => reject(new ServiceError('START_FAILED', 500, reason));
    child.on('message', (message: FromRouter) =>
      'url' in message ? resolve(message.url) : fail(message.failure),
    );
    void exited.then((how) => fail(`The router-service ended while it was starting (${how})`));
  });
  const message: ToRouter = { config };
  // A process that could not take the message is told by its exit.
  child.send(message, () => undefined);
  return {
    ready,
    exited,
    announceStop: () => child.connected && child.send({ isStopping: true } satisfies ToRouter),
    letGo: () => child.connected && child.disconnect(),
    kill: () => child.kill('SIGKILL'),
  };
}

/** A restarted router must be found where the proxy looks for it, also when the system chose the port. */
function listeningOn(config: Config, url: string): Config {
  const listen = { ...config.routerService.listen, port: Number(new URL(url).port || 80) };
  return { ...config, routerService: { ...config.routerService, listen } };
}
