import { Agent, request as open } from 'node:http';
import { gunzipSync } from 'node:zlib';

/** What a step asks. */
export interface Request {
  method: string;
  /** A path, or a URI of an earlier answer. */
  target: string;
  headers?: Readonly<Record<string, string>>;
  body?: string | Buffer;
}

/** One answer as it came over the wire. */
export interface Exchange {
  url: URL;
  method: string;
  status: number;
  reason: string;
  /** Names in lower case, in the order they came. */
  headers: [string, string][];
  /** As it came, maybe compressed. */
  body: Buffer;
}

/** Longer than any answer takes; a request that gets none fails the suite by its name. */
const PATIENCE_MS = 30_000;

const agent = new Agent({ keepAlive: true });

/** Sends a request as it is: no header is added, no redirect followed, no body unpacked. */
export function exchange(origin: string, request: Request): Promise<Exchange> {
  const { method, body } = request;
  const { host, pathname } = new URL(origin);
  if (pathname !== '/') throw new Error(`${origin} is no origin`);
  const path = request.target.startsWith(origin)
    ? request.target.slice(origin.length)
    : request.target;
  const headers = {
    Host: host,
    ...(body !== undefined && isWhole(request) && { 'Content-Length': Buffer.byteLength(body) }),
    ...request.headers,
  };
  const [hostname = '', port = ''] = host.split(':');
  return new Promise((resolve, reject) => {
    const sent = open({ agent, hostname, port, path, method, headers }, (response) => {
      const pieces: Buffer[] = [];
      response.on('data', (piece: Buffer) => pieces.push(piece));
      response.once('error', reject);
      response.once('end', () => {
        const { statusCode: status = 0, statusMessage: reason = '', rawHeaders } = response;
        const url = new URL(`${origin}${path}`);
        const answer = { url, method, status, reason, headers: pairs(rawHeaders) };
        resolve({ ...answer, body: Buffer.concat(pieces) });
      });
    });
    sent.once('error', reject);
    sent.setTimeout(PATIENCE_MS, () => sent.destroy(new Error('no answer came')));
    sent.end(body);
  });
}

function isWhole({ headers = {} }: Request): boolean {
  return !('Transfer-Encoding' in headers);
}

export function headersNamed({ headers }: Exchange, wanted: string): string[] {
  return headers.filter(([name]) => name === wanted).map(([, value]) => value);
}

/** The body unpacked. */
export function contentOf(answer: Exchange): Buffer {
  const isZipped = headersNamed(answer, 'content-encoding')[0] === 'gzip';
  return isZipped && answer.body.length > 0 ? gunzipSync(answer.body) : answer.body;
}

/** The body as a JSON object; empty where it is none. */
export function jsonOf(answer: Exchange): Record<string, unknown> {
  if (!headersNamed(answer, 'content-type')[0]?.startsWith('application/json')) return {};
  const text = contentOf(answer).toString('utf8');
  return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
}

function pairs(rawHeaders: readonly string[]): [string, string][] {
  return rawHeaders.flatMap((name, i): [string, string][] =>
    i % 2 === 0 ? [[name.toLowerCase(), rawHeaders[i + 1] ?? '']] : [],
  );
}
