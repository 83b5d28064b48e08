import { spawn } from 'node:child_process';

export interface CommandResult {
  stdout: string;
  stderr: string;
  exitCode: number | null;
}

export interface CommandOptions {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  stdin?: string;
}

/** Runs a program to its end, whatever its exit code. */
export function runCommand(
  command: string,
  args: readonly string[],
  { cwd, env, stdin = '' }: CommandOptions = {},
): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env: env ?? process.env });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on('data', (part: Buffer) => stdout.push(part));
    child.stderr.on('data', (part: Buffer) => stderr.push(part));
    child.once('error', reject);
    child.once('close', (exitCode) =>
      resolve({
        stdout: Buffer.concat(stdout).toString('utf8'),
        stderr: Buffer.concat(stderr).toString('utf8'),
        exitCode,
      }),
    );
    // A program that ends before it has read everything tells why by its exit code.
    child.stdin.on('error', () => undefined);
    child.stdin.end(stdin);
  });
}

/** Runs a program that must succeed; gives its standard output. */
export async function succeed(
  command: string,
  args: readonly string[],
  options?: CommandOptions,
): Promise<string> {
  const { stdout, stderr, exitCode } = await runCommand(command, args, options);
  if (exitCode === 0) return stdout;
  const what = [command, ...args].join(' ');
  throw new Error(`${what}\nended with ${exitCode}:\n${stderr.slice(-4000)}${stdout.slice(-4000)}`);
}
