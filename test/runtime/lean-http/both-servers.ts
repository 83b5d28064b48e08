import type { IncomingMessage } from 'node:http';
import { createHttpServer } from '../../../runtime/http-server';
import {
  wholeBody,
  type HttpRequest,
  type HttpResponse,
} from '../../../runtime/lean-http/exchange';
import type { Cleanup } from '../../support/running-proxy';

/** A request as the handler of a server saw it. */
export interface SeenRequest {
  method: string | undefined;
  url: string | undefined;
  rawHeaders: string[];
  headers: object;
  /** In Latin-1. */
  body: string;
}

export interface ObservedServer {
  url: string;
  /** How many of its requests node:http did not see. */
  leanCount(): number;
  /** How many its handler saw whole. */
  seen(): number;
}

/** How a handler answers a request that it has read. */
export type AnswerTo = (request: HttpRequest, response: HttpResponse, body: string) => void;

/**
 * The same server twice, with the same handler: as node:http alone reads requests, and with plain ones
 * read past it.
 */
export async function bothServers(
  cleanup: Cleanup,
  answer: AnswerTo = echo,
  limits: { keepAliveTimeout?: number } = {},
) {
  return {
    plain: await observedServer(cleanup, answer, { isLean: false, limits }),
    lean: await observedServer(cleanup, answer, { isLean: true, limits }),
  };
}

async function observedServer(
  cleanup: Cleanup,
  answerTo: AnswerTo,
  { isLean, limits }: { isLean: boolean; limits: { keepAliveTimeout?: number } },
): Promise<ObservedServer> {
  let [leanCount, seen] = [0, 0];
  const answer: AnswerTo = (...exchange) => {
    seen += 1;
    answerTo(...exchange);
  };
  const handle = (request: HttpRequest, response: HttpResponse) => {
    const whole = wholeBody(request);
    if (whole === undefined) return readFirst(request as IncomingMessage, response, answer);
    leanCount += 1;
    answer(request, response, whole.toString('latin1'));
  };
  const server = createHttpServer(handle, {
    ...{ closeDeadlineMs: 0, limits },
    ...(isLean && { lean: { takes: () => true, handle } }),
  });
  cleanup.add(server, () => server.close());
  const listener = { service: 'server', setting: 'listen' };
  const url = await server.listen({ host: '127.0.0.1', port: 0 }, listener);
  return { url, leanCount: () => leanCount, seen: () => seen };
}

function readFirst(request: IncomingMessage, response: HttpResponse, answer: AnswerTo): void {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => answer(request, response, Buffer.concat(chunks).toString('latin1')));
}

/** Answers what was seen, so that what came back shows both. */
function echo(request: HttpRequest, response: HttpResponse, body: string): void {
  const { method, url, rawHeaders, headers } = request;
  const seen = withoutLength({ method, url, rawHeaders, headers: { ...headers }, body });
  const text = Buffer.from(JSON.stringify(seen));
  const inHeader = ['Content-Length', '0', 'X-Seen', encodeURIComponent(text.toString())];
  const isHead = method === 'HEAD';
  response.writeHead(200, isHead ? inHeader : ['Content-Length', String(text.length)]);
  response.end(text);
}

/** What a body has as its length needs no header: the lean server leaves that out. */
function withoutLength(seen: SeenRequest): SeenRequest {
  const isLength = (name: string | undefined, value: unknown) =>
    name?.toLowerCase() === 'content-length' && Number(value) === seen.body.length;
  const rawHeaders = seen.rawHeaders.filter(
    (_, i, all) => !isLength(all[i - (i % 2)], all[i - (i % 2) + 1]),
  );
  const headers = Object.entries(seen.headers).filter(([name, value]) => !isLength(name, value));
  return { ...seen, rawHeaders, headers: Object.fromEntries(headers) };
}
