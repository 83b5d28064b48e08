import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Config } from '../../config/schema';
import type { Logger } from '../../runtime/log';
import type { RunningService } from '../../runtime/running-service';
import { childrenOf } from './child-processes';

const HOST = join(__dirname, 'proxy-host.js');

/** A proxy in a process of its own, as one of several workers has to be. */
export interface ProxyProcess extends RunningService {
  pid: number;
  /** Process ids of the workers that run now. */
  workers(): number[];
  /** Kills it without warning. */
  kill(): Promise<void>;
}

interface HostAnswer {
  id: number;
  value?: unknown;
  failure?: string;
}

interface LogLine {
  level: 'debug' | 'info' | 'warn' | 'error';
  msg: string;
}

/** Starts a proxy by the compiled program; what it and its workers log goes to the log. */
export async function startProxyProcess(config: Config, log: Logger): Promise<ProxyProcess> {
  const child = fork(HOST, [], { silent: true, serialization: 'advanced' });
  const exited = once(child, 'exit');
  relayLog(child, log);
  const ask = askerOf(child);
  const url = (await ask('start', config).catch(async (error: Error) => {
    child.kill('SIGKILL');
    await exited;
    throw error;
  })) as string;
  const pid = child.pid ?? NaN;
  let closed: Promise<void> | undefined;

  async function close(): Promise<void> {
    if (child.exitCode === null && child.signalCode === null) await ask('close');
    child.kill('SIGKILL');
    await exited;
  }

  return {
    url,
    pid,
    workers: () => childrenOf(pid),
    announceStop: () => void ask('announceStop'),
    close: () => (closed ??= close()),
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

/** Calls by messages; each fails when the process ends before it answers. */
function askerOf(child: ChildProcess) {
  const asked = new Map<number, (answer: HostAnswer) => void>();
  let lastId = 0;
  child.on('message', (answer: HostAnswer) => asked.get(answer.id)?.(answer));
  child.once('exit', () => {
    for (const [id, settle] of asked) settle({ id, failure: 'the proxy ended' });
  });
  return (name: string, ...args: unknown[]) =>
    new Promise<unknown>((resolve, reject) => {
      const id = (lastId += 1);
      asked.set(id, ({ value, failure }) => {
        asked.delete(id);
        if (failure === undefined) resolve(value);
        else reject(new Error(failure));
      });
      child.send({ id, name, args });
    });
}

function relayLog({ stdout, stderr }: ChildProcess, log: Logger): void {
  if (stdout === null) return;
  createInterface({ input: stdout }).on('line', (text) => {
    const { level, msg, ...fields } = JSON.parse(text) as LogLine;
    log[level](fields, msg);
  });
  stderr?.pipe(process.stderr);
}
