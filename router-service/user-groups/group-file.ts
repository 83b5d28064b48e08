import { readFile } from 'node:fs/promises';
import { ServiceError } from '../../runtime/service-error';
import type { Logger } from '../../runtime/log';

const REFRESH_MS = 5_000;

/**
 * Reads groups from a file as Trino's file group provider has it: `group:user,user` on each line, `#`
 * begins a comment. Looked at every five seconds; while it cannot be read the last groups count.
 */
export async function followGroupFile(file: string, log: Logger) {
  let groupsOf = parseGroupFile(await read(file));
  let trouble = '';

  async function refresh(): Promise<void> {
    try {
      groupsOf = parseGroupFile(await read(file));
      if (trouble !== '') log.info({ file }, 'the groups of users can be read again');
      trouble = '';
    } catch (err) {
      const { message } = err as Error;
      if (message !== trouble) log.error({ file, reason: message }, 'the last known groups count');
      trouble = message;
    }
  }

  const timer = setInterval(() => void refresh(), REFRESH_MS);
  timer.unref();
  return {
    of: (user: string): readonly string[] => groupsOf.get(user) ?? [],
    refresh,
    close: () => clearInterval(timer),
  };
}

/** Groups by user, each once, in the order of the file; throws for a line of another form. */
export function parseGroupFile(text: string): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const trimmed = line.trim();
    if (trimmed === '' || trimmed.startsWith('#')) continue;
    const [group = '', members, ...rest] = trimmed.split(':');
    if (group.trim() === '' || members === undefined || rest.length > 0) {
      throw new Error(`line ${index + 1} must be group:user,user`);
    }
    for (const member of members.split(',').map((name) => name.trim())) {
      if (member === '') continue;
      const known = groups.get(member) ?? [];
      if (!known.includes(group.trim())) groups.set(member, [...known, group.trim()]);
    }
  }
  return groups;
}

async function read(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((cause: unknown) => {
    const message = `The file of user groups ${file} cannot be read; check userGroups.file in the configuration`;
    throw new ServiceError('USER_GROUPS_UNUSABLE', 500, message, { cause });
  });
}
