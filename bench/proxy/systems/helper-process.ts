import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { onCores } from './cores';

/** A Node.js program of the bench that speaks by messages, and ends with this process. */
export function startHelper(
  program: string,
  args: readonly string[],
  cores: string | undefined,
): ChildProcess {
  const [command, all] = onCores(cores, process.execPath, [program, ...args]);
  return spawn(command, all, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
}

/** The next message of a helper; rejects when it ends instead. */
export async function nextMessage(helper: ChildProcess): Promise<unknown> {
  const ending = new AbortController();
  const { signal } = ending;
  const ended = once(helper, 'exit', { signal }).then(([code]) => {
    throw new Error(`a process of the bench ended with ${String(code)}`);
  });
  try {
    const [message] = (await Promise.race([once(helper, 'message', { signal }), ended])) as [
      unknown,
    ];
    return message;
  } finally {
    ended.catch(() => undefined);
    ending.abort();
  }
}
