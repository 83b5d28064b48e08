import { spawn } from 'node:child_process';
import {
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { childrenOf } from '../child-processes';

/** Starts a program whose pid and output stand in the folder as NAME.pid and NAME.log. */
export function startProcess(
  folder: string,
  name: string,
  command: string,
  args: readonly string[],
  options: { cwd: string; env?: NodeJS.ProcessEnv },
): void {
  const log = openSync(logFile(folder, name), 'a');
  const child = spawn(command, args, { ...options, stdio: ['ignore', log, log] });
  closeSync(log);
  if (child.pid === undefined) throw new Error(`${command} could not be started`);
  writeFileSync(pidFile(folder, name), String(child.pid));
  child.unref();
}

/** Waits until the check passes; fails at once when the process has died. */
export async function waitUntilReady(
  folder: string,
  name: string,
  isReady: () => Promise<boolean>,
  timeoutMs = 120_000,
): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!(await isReady().catch(() => false))) {
    const why = isAlive(pidOf(folder, name)) ? '' : 'died';
    if (why !== '' || Date.now() > deadline) {
      const log = readFileSync(logFile(folder, name), 'utf8').slice(-4000);
      throw new Error(`${name} ${why || `was not ready after ${timeoutMs} ms`}; its log:\n${log}`);
    }
    await pause(100);
  }
}

/** Ends a process by its pid and waits until it is gone; insists after ten seconds. */
export async function endProcess(
  folder: string,
  name: string,
  signal: 'SIGTERM' | 'SIGKILL',
): Promise<void> {
  const pid = pidOf(folder, name);
  kill(pid, signal);
  for (let waited = 0; isAlive(pid); waited += 50) {
    if (waited >= 10_000) kill(pid, 'SIGKILL');
    await pause(50);
  }
  rmSync(pidFile(folder, name), { force: true });
}

/** Ends every process of the folder, cleanly where `SIGTERM` is enough. */
export async function endProcesses(folder: string): Promise<void> {
  await Promise.all(namesIn(folder).map((name) => endProcess(folder, name, 'SIGTERM')));
}

/** Last resort when this process ends: kills what still runs, without waiting. */
export function killProcesses(folder: string): void {
  for (const name of namesIn(folder)) kill(pidOf(folder, name), 'SIGKILL');
}

function namesIn(folder: string): string[] {
  const files = existsSync(folder) ? readdirSync(folder) : [];
  return files.filter((file) => file.endsWith('.pid')).map((file) => file.slice(0, -4));
}

export function pidOf(folder: string, name: string): number {
  return Number(readFileSync(pidFile(folder, name), 'utf8'));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Stops a process and its workers in their tracks, or lets them go on. */
export function signalProcess(folder: string, name: string, signal: 'SIGSTOP' | 'SIGCONT'): void {
  const pid = pidOf(folder, name);
  for (const each of [pid, ...childrenOf(pid)]) process.kill(each, signal);
}

function kill(pid: number, signal: 'SIGTERM' | 'SIGKILL'): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended already.
  }
}

function pidFile(folder: string, name: string): string {
  return join(folder, `${name}.pid`);
}

function logFile(folder: string, name: string): string {
  return join(folder, `${name}.log`);
}
