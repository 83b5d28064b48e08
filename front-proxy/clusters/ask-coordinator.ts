import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import axios, { type AxiosResponse } from 'axios';
import type { Milliseconds } from '../../runtime/units';

// A look at a coordinator that takes no new connections is no look; and Trino closes them behind a 406.
const NEW_CONNECTION = {
  httpAgent: new HttpAgent({ keepAlive: false }),
  httpsAgent: new HttpsAgent({ keepAlive: false }),
};

/** GETs a small document from a coordinator, whatever its status; rejects without an answer in time. */
export function askCoordinator(
  url: string,
  headers: Record<string, string>,
  timeoutMs: Milliseconds,
  signal: AbortSignal,
): Promise<AxiosResponse<unknown>> {
  return axios.get<unknown>(url, {
    headers,
    ...NEW_CONNECTION,
    // axios' own timeout does not cover the connection, the signal does.
    signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    maxRedirects: 0,
    maxContentLength: 64 * 1024,
    validateStatus: () => true,
    proxy: false,
  });
}
