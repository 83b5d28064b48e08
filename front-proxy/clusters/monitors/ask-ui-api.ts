import type { AxiosResponse } from 'axios';
import { askCoordinator } from './ask-coordinator';
import { countOf } from './ask-counts';
import { identity, secureIfPassword } from './identity';
import { unhealthy, type Look, type Target } from './look';

/** The cookie of the last login; Trino's lasts a day (web-ui.session-timeout). */
export interface UiSession {
  cookie?: string;
}

/**
 * `/ui/api/stats` by a login at the form of the web UI, as a person would; a UI without that form gets
 * Basic authentication. Rejects without an answer.
 */
export async function askUiApi(target: Target, session: UiSession): Promise<Look> {
  const first = await stats(target, session.cookie);
  if (first.status !== 401) return judge(first);
  session.cookie = await logIn(target);
  return session.cookie === undefined
    ? unhealthy(`the web UI does not let ${target.settings.user} in`)
    : judge(await stats(target, session.cookie));
}

function stats(target: Target, cookie: string | undefined): Promise<AxiosResponse<unknown>> {
  const headers =
    cookie === undefined ? identity(target) : { Cookie: cookie, ...secureIfPassword(target) };
  return askCoordinator(`${target.url}/ui/api/stats`, { headers, signal: target.signal });
}

async function logIn(target: Target): Promise<string | undefined> {
  const { user, password = '' } = target.settings;
  const { headers } = await askCoordinator(`${target.url}/ui/login`, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/x-www-form-urlencoded',
      ...secureIfPassword(target),
    },
    body: new URLSearchParams({ username: user, password }).toString(),
    signal: target.signal,
  });
  const cookies = headers['set-cookie'] ?? [];
  const token = cookies.find((cookie) => /^[\w-]*Trino-UI-Token=/.test(cookie));
  return token?.split(';', 1)[0];
}

function judge({ status, data }: AxiosResponse<unknown>): Look {
  if (status !== 200) return unhealthy(`/ui/api/stats answered ${status}`);
  const { runningQueries, queuedQueries } = (data ?? {}) as Record<string, unknown>;
  const [running, queued] = [countOf(runningQueries), countOf(queuedQueries)];
  return running === undefined || queued === undefined
    ? unhealthy('/ui/api/stats is not that of a Trino coordinator')
    : { state: 'HEALTHY', reason: '/ui/api/stats answered', load: { running, queued } };
}
