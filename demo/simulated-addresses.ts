import type { IncomingMessage } from 'node:http';

const DEFAULT_PORTS: Readonly<Record<string, string>> = { http: '80', https: '443' };

/**
 * Where Trino believes that the client reached it, without a closing slash. With
 * http-server.process-forwarded=true the X-Forwarded-* headers count; a port in
 * X-Forwarded-Host goes before X-Forwarded-Port, and default ports are left out.
 */
export function externalBase(request: IncomingMessage, honourForwarded: boolean): string {
  const forwarded = (name: string) =>
    honourForwarded ? firstValue(request.headers[`x-forwarded-${name}`]) : undefined;
  const scheme = forwarded('proto') ?? 'http';
  const { host, port } = splitPort(forwarded('host') ?? request.headers.host ?? 'localhost');
  const ownPort = forwarded('host') === undefined ? (forwarded('port') ?? port) : port;
  const finalPort = ownPort ?? forwarded('port');
  const authority =
    finalPort === undefined || finalPort === DEFAULT_PORTS[scheme] ? host : `${host}:${finalPort}`;
  return `${scheme}://${authority}${prefixPath(forwarded('prefix'))}`;
}

/** The first X-Forwarded-* header of a request, as its sender spelled it. */
export function forwardedHeaderOf(request: IncomingMessage): string | undefined {
  return request.rawHeaders.find((name, at) => at % 2 === 0 && /^x-forwarded-/i.test(name));
}

function firstValue(value: string | string[] | undefined): string | undefined {
  const text = Array.isArray(value) ? value[0] : value;
  const first = text?.split(',')[0]?.trim();
  return first === '' ? undefined : first;
}

function splitPort(authority: string): { host: string; port: string | undefined } {
  const match = /^(.*?)(?::(\d+))?$/.exec(authority);
  return { host: match?.[1] ?? authority, port: match?.[2] };
}

function prefixPath(prefix: string | undefined): string {
  const path = (prefix ?? '').replace(/^\/+|\/+$/g, '');
  return path === '' ? '' : `/${encodeURI(decodeURI(path))}`;
}
