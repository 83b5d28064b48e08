import { askCoordinator } from './ask-coordinator';
import { identity } from './identity';
import { unhealthy, type Look, type Target } from './look';

const CANCEL_TIMEOUT_MS = 1000;

interface Page {
  nextUri?: unknown;
  error?: { errorName?: unknown; message?: unknown };
}

/** Runs a statement to its end, as its own user; one that takes too long is canceled. Rejects then. */
export async function askQuery(target: Target): Promise<Look> {
  const { url, settings, signal } = target;
  const headers = { ...identity(target), 'X-Trino-Source': 'switchyard-health' };
  let next: string | undefined;
  try {
    let answer = await askCoordinator(`${url}/v1/statement`, {
      ...{ method: 'POST', headers: { ...headers, 'Content-Type': 'text/plain' } },
      ...{ body: settings.statement, signal },
    });
    for (;;) {
      if (answer.status !== 200) return unhealthy(`the statement was answered ${answer.status}`);
      const page = (answer.data ?? {}) as Page;
      if (page.error) return unhealthy(`the statement failed: ${wordsOf(page.error)}`);
      next = nextOf(page, url);
      if (next === undefined) return { state: 'HEALTHY', reason: 'the statement ran to its end' };
      answer = await askCoordinator(next, { headers, signal });
    }
  } catch (error) {
    if (next !== undefined) void cancel(next, headers);
    throw error;
  }
}

/** The coordinator may believe that it lives elsewhere. */
function nextOf({ nextUri }: Page, url: string): string | undefined {
  if (typeof nextUri !== 'string') return undefined;
  const { pathname, search } = new URL(nextUri, url);
  return `${url}${pathname}${search}`;
}

function wordsOf({ errorName, message }: NonNullable<Page['error']>): string {
  return [errorName, message].filter((part) => typeof part === 'string').join(': ');
}

async function cancel(page: string, headers: Record<string, string>): Promise<void> {
  const signal = AbortSignal.timeout(CANCEL_TIMEOUT_MS);
  // A query that cannot be canceled ends by query.client.timeout of Trino.
  await askCoordinator(page, { method: 'DELETE', headers, signal }).catch(() => undefined);
}
