import type { ClientRequest } from './client-request';

/**
 * The way of a request through proxies (RFC 9110, 7.6.3). Each Switchyard adds its entry, which also
 * tells when the URL of a cluster leads back to the proxy.
 */

const NAME = 'switchyard';
/** Chains of gateways are legitimate, but none is as long as this. */
const MAX_PASSES = 5;

/** The entry of this proxy, as the last of the headers. */
export const OWN_VIA: readonly [string, string] = ['Via', `1.1 ${NAME}`];

/** Whether a request has been through Switchyard so often that it must be going round. */
export function goesRound({ headers, rawHeaders }: ClientRequest): boolean {
  if (headers.via === undefined) return false;
  let passes = 0;
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    if (rawHeaders[i]?.toLowerCase() === 'via') passes += passesIn(rawHeaders[i + 1] ?? '');
  }
  return passes >= MAX_PASSES;
}

function passesIn(value: string): number {
  return value.split(',').filter((entry) => entry.trim().split(/\s+/)[1] === NAME).length;
}
