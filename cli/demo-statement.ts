import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { routeResponseSchema } from '../protocol/decision';
import { TRINO } from '../protocol/headers';
import { ServiceError } from '../runtime/service-error';
import type { SwitchyardUrls } from './start';

const pageSchema = z.object({
  id: z.string(),
  nextUri: z.string().optional(),
  columns: z.array(z.object({ name: z.string() })).optional(),
  data: z.array(z.array(z.unknown())).optional(),
  error: z.object({ message: z.string() }).optional(),
});
type Page = z.infer<typeof pageSchema>;

// The proxy has to see that the clusters are healthy before it sends them anything.
const PATIENCE_MS = 15_000;
const REQUEST_TIMEOUT_MS = 10_000;

/** Sends a statement through the proxy, reads it to the end and tells in one line where it went. */
export async function sendDemoStatement(
  urls: SwitchyardUrls,
  source: string,
  statement: string,
): Promise<string> {
  const route = await call(`${urls.router}/v1/route`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ statement, user: 'demo', source }),
  });
  const { routingGroup, decision } = routeResponseSchema.parse(route);
  const why = decision?.rule === undefined ? decision?.reason : `rule ${decision.rule}`;
  const headers = { [TRINO.user]: 'demo', [TRINO.source]: source };
  const request = { method: 'POST', headers, body: statement };
  const { cluster, id } = await ranOn(await submit(`${urls.proxy}/v1/statement`, request));
  return `source=${source} → ${why} → group ${routingGroup} → cluster ${cluster} (query ${id})`;
}

async function submit(url: string, request: RequestInit): Promise<Page> {
  const giveUpAt = Date.now() + PATIENCE_MS;
  for (;;) {
    const page = pageSchema.parse(await call(url, request));
    if (page.error === undefined) return page;
    if (Date.now() > giveUpAt) throw failed(page.error.message);
    await sleep(200);
  }
}

/** Follows the pages of a query; the simulated clusters answer every query with their own name. */
async function ranOn(first: Page): Promise<{ cluster: string; id: string }> {
  let cluster = 'unknown';
  for (let page = first; ; page = pageSchema.parse(await call(page.nextUri))) {
    if (page.error !== undefined) throw failed(page.error.message);
    const column = page.columns?.findIndex(({ name }) => name === 'cluster') ?? -1;
    const value = page.data?.[0]?.[column];
    if (typeof value === 'string') cluster = value;
    if (page.nextUri === undefined) return { cluster, id: page.id };
  }
}

async function call(url: string | undefined, request: RequestInit = {}): Promise<unknown> {
  const signal = AbortSignal.timeout(REQUEST_TIMEOUT_MS);
  const response = await fetch(url ?? '', { ...request, signal });
  if (!response.ok) throw failed(`${url} answered ${response.status}: ${await response.text()}`);
  return response.json();
}

function failed(reason: string): ServiceError {
  return new ServiceError('DEMO_FAILED', 500, `The demo's statement failed: ${reason}`);
}
