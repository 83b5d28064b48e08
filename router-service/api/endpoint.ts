import type { IncomingHttpHeaders } from 'node:http';
import type { z } from 'zod';
import type { TokenConfig } from '../../config/schema';
import type { NowOrLater } from '../../runtime/now-or-later';

export type Role = TokenConfig['role'];

/** What a handler is told of one call; everything in it has been checked. */
export interface Call<Params, Query, Body> {
  params: Params;
  query: Query;
  body: Body;
  headers: IncomingHttpHeaders;
  rawHeaders: readonly string[];
  /** Name of the token, or `anonymous` where no tokens are configured. */
  caller: string;
  requestId: string;
  /** Aborted when the client goes away or the service stops. */
  signal: AbortSignal;
}

export interface Answer {
  status: number;
  headers?: Record<string, string>;
  /** Sent as JSON. */
  body?: unknown;
  /** Sent as it is; its content type stands in `headers`. */
  content?: string | Buffer;
  /** Sent as it comes; what a client that went away would have got is not asked for. */
  stream?: AsyncIterable<string>;
}

/** How a body is read: which schema describes it, and whether the handler judges it by itself. */
export interface BodySpec<Body> {
  described: z.ZodType;
  /**
   * `json or nothing`: without a body it reads undefined; `text`: as it came, JSON whatever the content
   * type says; `json lines`: the lines as they came. The last two are for the handler to read.
   */
  accepts: 'json' | 'json or nothing' | 'json or yaml' | 'json lines' | 'text';
  read(value: unknown): Body;
}

export interface Promised {
  description: string;
  schema?: z.ZodType;
  contentType?: string;
}

/** One call of the HTTP API: what is enforced, what is documented and what is done stand together. */
export interface Endpoint<Params = unknown, Query = unknown, Body = unknown> {
  method: 'get' | 'post' | 'put' | 'delete';
  /** With parameters in braces: `/v1/clusters/{name}`. */
  path: string;
  tag: 'routing' | 'rules' | 'clusters' | 'history' | 'operations';
  summary: string;
  /** The least role that may call it where tokens are configured. */
  role: Role | 'everyone';
  params?: z.ZodType<Params>;
  query?: z.ZodType<Query>;
  requestHeaders?: Record<string, string>;
  body?: BodySpec<Body>;
  answers: Record<number, Promised>;
  /** Statuses of errors beyond those that every call can have. */
  errors?: number[];
  handle(call: Call<Params, Query, Body>): NowOrLater<Answer>;
}

/** Lets the compiler fit the handler to the schemas, then forgets the details. */
export function endpoint<Params, Query, Body>(definition: Endpoint<Params, Query, Body>): Endpoint {
  return definition as unknown as Endpoint;
}
