import axios from 'axios';
import { z } from 'zod';
import type { Logger } from '../../runtime/log';
import type { NowOrLater } from '../../runtime/now-or-later';
import type { Milliseconds } from '../../runtime/units';

// Users who are remembered, with their groups; a thousand groups each at most.
const MAX_USERS = 10_000;
const MAX_ANSWER_BYTES = 256 * 1024;
const LOG_PAUSE_MS = 60_000;

const names = z.array(z.string().max(1000)).max(1000);
const answerSchema = z.union([names, z.looseObject({ groups: names }).transform((a) => a.groups)]);

interface ServiceOptions {
  /** With `{user}` where the name goes. */
  url: string;
  timeoutMs: Milliseconds;
  cacheMs: Milliseconds;
  log: Logger;
  onFailure: () => void;
}

interface Known {
  groups: readonly string[];
  askedAt: number;
}

/**
 * Asks a service for a user's groups: a JSON list of names or `{"groups": [...]}`, 404 for none. Answers
 * are kept for a while; when the service fails the last answer counts however old, else no groups.
 */
export function createGroupService(options: ServiceOptions, now: () => number = Date.now) {
  const { url, timeoutMs, cacheMs, log, onFailure } = options;
  const known = new Map<string, Known>();
  const asking = new Map<string, Promise<readonly string[]>>();
  let loggedAt = -Infinity;

  async function ask(user: string): Promise<readonly string[]> {
    try {
      const groups = await fetchGroups(url, user, timeoutMs);
      remember(user, groups);
      return groups;
    } catch (err) {
      onFailure();
      if (now() - loggedAt > LOG_PAUSE_MS) {
        loggedAt = now();
        log.warn({ reason: (err as Error).message }, 'cannot look up the groups of users');
      }
      const groups = known.get(user)?.groups ?? [];
      // A service that is down is not asked for each statement; that would make each of them wait.
      remember(user, groups);
      return groups;
    }
  }

  function remember(user: string, groups: readonly string[]): void {
    known.delete(user);
    known.set(user, { groups, askedAt: now() });
    const [oldest] = known.keys();
    if (known.size > MAX_USERS && oldest !== undefined) known.delete(oldest);
  }

  return {
    of(user: string): NowOrLater<readonly string[]> {
      const last = known.get(user);
      if (last !== undefined && now() - last.askedAt < cacheMs) return last.groups;
      const running = asking.get(user) ?? ask(user).finally(() => asking.delete(user));
      asking.set(user, running);
      return running;
    },
    close: () => undefined,
  };
}

async function fetchGroups(url: string, user: string, timeoutMs: number): Promise<string[]> {
  const response = await axios.get<unknown>(url.replaceAll('{user}', encodeURIComponent(user)), {
    // axios' own timeout does not cover the connection, the signal does.
    signal: AbortSignal.timeout(timeoutMs),
    maxContentLength: MAX_ANSWER_BYTES,
    maxRedirects: 0,
    proxy: false,
    validateStatus: (status) => status === 200 || status === 404,
  });
  return response.status === 404 ? [] : answerSchema.parse(response.data);
}
