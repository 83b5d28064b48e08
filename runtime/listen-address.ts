import { isIP } from 'node:net';
import { z } from 'zod';
import { writtenForms } from './written-form';

export interface ListenAddress {
  host: string;
  port: number;
}

const REMEDY = 'must be ADDRESS:PORT such as 127.0.0.1:8080 or [::1]:8080';

/** `127.0.0.1:8080`, `localhost:8080` or `[::1]:8080`; port 0 lets the system choose. */
export const listenAddress = z
  .string({ error: REMEDY })
  .transform((text, context): ListenAddress => {
    const match = /^(?:\[([0-9a-fA-F:.]+)\]|([A-Za-z0-9.-]+)):(\d{1,5})$/.exec(text);
    const [, inBrackets, bare] = match ?? [];
    const host = inBrackets ?? bare;
    const port = Number(match?.[3]);
    if (host === undefined || port > 65_535 || !isHost(host, inBrackets !== undefined)) {
      context.addIssue({ code: 'custom', message: REMEDY });
      return z.NEVER;
    }
    return { host, port };
  });

writtenForms.add(listenAddress, { text: (value) => addressText(value as ListenAddress) });

// 256.1.1.1 or 127.1 would be looked up as a name, and fail much later than the configuration.
function isHost(host: string, inBrackets: boolean): boolean {
  if (inBrackets) return isIP(host) === 6;
  return isIP(host) === 4 || /[A-Za-z]/.test(host);
}

/** Whether only processes of this machine can reach the address. */
export function isLoopback({ host }: ListenAddress): boolean {
  if (isIP(host) === 4) return host.startsWith('127.');
  return host === 'localhost' || host === '::1';
}

/** Whether the address stands for every address of the machine. */
export function isWildcard({ host }: ListenAddress): boolean {
  return host === '0.0.0.0' || (isIP(host) === 6 && /^[0:.]+$/.test(host));
}

export function addressText({ host, port }: ListenAddress): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

export function urlOf(address: ListenAddress): string {
  return `http://${addressText(address)}`;
}

/** A URL by which this machine itself reaches a service that listens there. */
export function localUrlOf({ host, port }: ListenAddress): string {
  if (!isWildcard({ host, port })) return urlOf({ host, port });
  return urlOf({ host: isIP(host) === 6 ? '::1' : '127.0.0.1', port });
}
