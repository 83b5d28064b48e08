import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { eventually } from '../support/eventually';

const MAIN = join(__dirname, '../../dist/cli/main.js');
const READY = /Trino clients: +(http:\S+)[^]*API and docs: +(http:\S+)\/docs[^]*Ctrl-C stops it/;

/** The compiled command line as a process group of its own, as a shell starts it. */
export class SwitchyardProcess {
  stdout = '';
  stderr = '';
  /** Exit code, or the signal that ended it. */
  readonly exited: Promise<number | string>;
  private readonly child: ChildProcess;

  constructor(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
    const variables = { PATH: process.env['PATH'], ...env };
    const stdio = ['ignore', 'pipe', 'pipe'] as const;
    this.child = spawn(process.execPath, [MAIN, ...args], {
      detached: true,
      env: variables,
      stdio: [...stdio],
    });
    this.child.stdout?.on('data', (data: Buffer) => (this.stdout += data.toString()));
    this.child.stderr?.on('data', (data: Buffer) => (this.stderr += data.toString()));
    this.exited = once(this.child, 'close').then(
      ([code, signal]) => (signal ?? code) as number | string,
    );
  }

  get pid(): number {
    return this.child.pid ?? Number.NaN;
  }

  /** Waits for the banner; fails when the process ends before it. */
  async ready(): Promise<{ proxy: string; router: string }> {
    const found = await this.waitFor(READY);
    return { proxy: found[1] ?? '', router: found[2] ?? '' };
  }

  async waitFor(pattern: RegExp, timeoutMs = 60_000): Promise<RegExpExecArray> {
    let match: RegExpExecArray | null = null;
    await eventually(async () => {
      match = pattern.exec(this.stdout);
      if (match !== null) return;
      if (this.child.exitCode === null) throw new Error(`no ${pattern} in: ${this.stdout}`);
    }, timeoutMs);
    if (match === null) throw new Error(`ended with ${this.child.exitCode}: ${this.stderr}`);
    return match;
  }

  /** What Ctrl-C does: the signal reaches every process of the group. */
  pressCtrlC(): void {
    process.kill(-this.pid, 'SIGINT');
  }

  /** Process ids of the forked router-service. */
  children(): number[] {
    return processes()
      .filter(({ parent }) => parent === this.pid)
      .map(({ pid }) => pid);
  }

  /** Ends what a failed test left behind. */
  async killAll(): Promise<void> {
    try {
      process.kill(-this.pid, 'SIGKILL');
    } catch {
      // Nothing is left.
    }
    await this.exited;
  }
}

/** Whether a process still runs; one that is dead and not yet reaped does not. */
export function isRunning(pid: number): boolean {
  return processes().some((process) => process.pid === pid);
}

function processes(): { pid: number; parent: number }[] {
  const listing = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,stat='], { encoding: 'utf8' });
  return listing
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , state]) => state !== undefined && !state.startsWith('Z'))
    .map(([pid, parent]) => ({ pid: Number(pid), parent: Number(parent) }));
}
