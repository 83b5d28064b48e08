import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import axios, { type AxiosResponse } from 'axios';
import type { Milliseconds } from '../../../runtime/units';

// A look at a coordinator that takes no new connections is no look; and Trino closes them behind a 406.
const NEW_CONNECTION = {
  httpAgent: new HttpAgent({ keepAlive: false }),
  httpsAgent: new HttpsAgent({ keepAlive: false }),
};

export interface Question {
  method?: 'GET' | 'POST' | 'DELETE';
  headers: Record<string, string>;
  body?: string;
  /** Ends the exchange, the connection included, which axios' own timeout does not. */
  signal: AbortSignal;
}

/** Asks a coordinator for a small document, whatever its status; rejects without an answer in time. */
export function askCoordinator(
  url: string,
  { method = 'GET', headers, body, signal }: Question,
): Promise<AxiosResponse<unknown>> {
  return axios.request<unknown>({
    url,
    method,
    headers,
    ...(body !== undefined && { data: body }),
    ...NEW_CONNECTION,
    signal,
    maxRedirects: 0,
    maxContentLength: 1024 * 1024,
    validateStatus: () => true,
    proxy: false,
  });
}

/** Why a coordinator gave no answer, in a word or two. */
export function reasonOf(error: unknown, timeoutMs: Milliseconds): string {
  if (axios.isCancel(error)) return `no answer in ${timeoutMs} ms`;
  if (axios.isAxiosError(error)) return error.code ?? error.message;
  return error instanceof Error ? error.message : String(error);
}
