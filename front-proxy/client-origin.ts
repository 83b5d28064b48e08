import type { IncomingHttpHeaders } from 'node:http';
import { BlockList, isIPv6 } from 'node:net';
import { isHost } from '../runtime/host-header';
import { headerValue } from '../protocol/headers';
import { createBoundedMap } from './bounded-map';
import type { ClientRequest } from './client-request';

/** Where a request comes from as its client sees it: what Trino has to put into its URIs. */
export interface ClientOrigin {
  proto: 'http' | 'https';
  /** As in a Host header. */
  host: string;
  port: string;
  /** Every address on the way, the client's first. */
  forwardedFor: string;
  /** The client's own address, as far as it is known for sure. */
  address: string;
}

/** Whether the X-Forwarded-* headers of this address are believed. */
export type TrustedProxies = (address: string) => boolean;

/** Addresses whose answer is remembered: a check takes longer than all else that is done with one. */
const MAX_REMEMBERED = 1000;

export function createTrustedProxies(ranges: readonly string[]): TrustedProxies {
  if (ranges.length === 0) return () => false;
  const trusted = new BlockList();
  for (const range of ranges) {
    const [address = '', prefix] = range.split('/');
    const family = isIPv6(address) ? 'ipv6' : 'ipv4';
    if (prefix === undefined) trusted.addAddress(address, family);
    else trusted.addSubnet(address, Number(prefix), family);
  }
  const remembered = createBoundedMap<string, boolean>(MAX_REMEMBERED);
  return (address) => {
    const known = remembered.get(address);
    if (known !== undefined) return known;
    const isTrusted = isIn(trusted, address);
    remembered.set(address, isTrusted);
    return isTrusted;
  };
}

/** Reads the origin of a request; what its X-Forwarded-* headers say counts from a trusted proxy only. */
export function originOf(request: ClientRequest, isTrusted: TrustedProxies): ClientOrigin {
  const { rawHeaders, socket } = request;
  const known = knownOrigins.get(rawHeaders);
  if (known?.socket === socket) return known.origin;
  const origin = readOrigin(request, isTrusted);
  knownOrigins.set(rawHeaders, { socket, origin });
  return origin;
}

/** Requests of one connection share their headers where these are the same. */
const knownOrigins = new WeakMap<readonly string[], { socket: unknown; origin: ClientOrigin }>();

function readOrigin(request: ClientRequest, isTrusted: TrustedProxies): ClientOrigin {
  const { headers } = request;
  const peer = plainAddress(request.socket.remoteAddress ?? 'unknown');
  const host = headers.host ?? ownAddress(request);
  if (!isTrusted(peer)) {
    const { port } = addressed(host, 'http');
    return { proto: 'http', host, port, forwardedFor: peer, address: peer };
  }
  const way = [...hopsOf(headers), peer];
  const proto = first(headers, 'x-forwarded-proto')?.toLowerCase() === 'https' ? 'https' : 'http';
  const told = first(headers, 'x-forwarded-host');
  const origin = addressed(told !== undefined && isHost(told) ? told : host, proto);
  const port = first(headers, 'x-forwarded-port');
  return {
    ...origin,
    ...(port !== undefined && /^\d{1,5}$/.test(port) && { port }),
    forwardedFor: way.join(', '),
    // From the near end: whoever a trusted proxy names is sure, and no one beyond the first stranger.
    address: way.findLast((hop) => !isTrusted(hop)) ?? way[0] ?? peer,
  };
}

function addressed(
  host: string,
  proto: 'http' | 'https',
): Pick<ClientOrigin, 'proto' | 'host' | 'port'> {
  const port = /:(\d+)$/.exec(host)?.[1] ?? (proto === 'https' ? '443' : '80');
  return { proto, host, port };
}

/** What a client of HTTP/1.0 that names no host has reached. */
function ownAddress({ socket }: ClientRequest): string {
  const address = plainAddress(socket.localAddress ?? '127.0.0.1');
  return `${isIPv6(address) ? `[${address}]` : address}:${socket.localPort ?? 80}`;
}

function hopsOf(headers: IncomingHttpHeaders): string[] {
  const value = headers['x-forwarded-for'];
  const text = Array.isArray(value) ? value.join() : (value ?? '');
  return text
    .split(',')
    .map((hop) => plainAddress(hop.trim()))
    .filter((hop) => hop !== '');
}

/** The value that the first of several proxies wrote. */
function first(headers: IncomingHttpHeaders, name: string): string | undefined {
  return headerValue(headers, name)?.split(',')[0]?.trim();
}

function isIn(trusted: BlockList, address: string): boolean {
  try {
    return trusted.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
  } catch {
    // A name or rubbish in X-Forwarded-For.
    return false;
  }
}

/** An IPv4 address in IPv6 clothes, as a socket on :: gives it, is the IPv4 address. */
function plainAddress(address: string): string {
  return address.startsWith(':') ? address.replace(/^::ffff:(?=\d+\.)/i, '') : address;
}
