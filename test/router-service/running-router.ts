import { rm } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { Writable } from 'node:stream';
import pino from 'pino';
import supertest from 'supertest';
import { configSchema } from '../../config/schema';
import type { Pace } from '../../router-service/clusters/cluster-registry';
import { startRouterService } from '../../router-service/service';
import { eventually as untilItPasses } from '../support/eventually';
import { pgliteDirectory } from '../support/pglite-directory';

export const CLUSTERS = [
  { name: 'blue', url: 'http://127.0.0.1:9001', routingGroups: ['adhoc'] },
  { name: 'green', url: 'http://127.0.0.1:9002', routingGroups: ['etl', 'big'] },
];

/** A router-service on a free port, and on a fresh embedded database where the configuration names none. */
export async function startRouter(config: Record<string, unknown> = {}, pace?: Pace) {
  const directory = config.database ? undefined : await pgliteDirectory();
  const lines: string[] = [];
  const destination = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk));
      done();
    },
  });
  const parsed = configSchema.parse({
    database: { directory },
    history: { flushInterval: '50ms' },
    clusters: CLUSTERS,
    shutdown: { readyzDelay: '0ms' },
    ...config,
    routerService: { listen: '127.0.0.1:0', ...(config.routerService as object | undefined) },
  });
  const removeDirectory = async () => {
    if (directory) await rm(directory, { recursive: true, force: true });
  };
  const log = pino({ level: 'debug' }, destination);
  const service = await startRouterService(parsed, log, pace).catch(async (err: unknown) => {
    await removeDirectory();
    throw err;
  });
  return {
    service,
    url: service.url,
    api: supertest(service.url),
    /** Everything logged so far. */
    logged: () => lines.join(''),
    async stop() {
      await service.close();
      await removeDirectory();
    },
  };
}

export type RunningRouter = Awaited<ReturnType<typeof startRouter>>;

export interface RawAnswer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
}

/** One HTTP call with exactly these header lines (name, value, name, value, …), in this order. */
export function rawCall(
  url: string,
  method: string,
  headerLines: string[],
  body?: string,
): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const lines = [...headerLines, 'Host', new URL(url).host];
    if (body !== undefined) lines.push('Content-Length', String(Buffer.byteLength(body)));
    const call = httpRequest(url, { method, headers: lines, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => (text += part));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text }),
      );
    });
    call.on('error', reject).end(body);
  });
}

/** Polls until the check holds; fails with the last thing seen. */
export async function eventually<Value>(
  look: () => Promise<Value>,
  holds: (value: Value) => boolean,
): Promise<Value> {
  let value: Value | undefined;
  await untilItPasses(async () => {
    value = await look();
    if (!holds(value)) throw new Error(`still ${JSON.stringify(value)}`);
  });
  return value as Value;
}
