import { isIP } from 'node:net';
import { z } from 'zod';

export interface ListenAddress {
  host: string;
  port: number;
}

const REMEDY = 'must be ADDRESS:PORT such as 127.0.0.1:8080 or [::1]:8080';

/** `127.0.0.1:8080`, `localhost:8080` or `[::1]:8080`; port 0 lets the system choose. */
export const listenAddress = z
  .string({ error: REMEDY })
  .transform((text, context): ListenAddress => {
    const match = /^(?:\[([0-9a-fA-F:]+)\]|([A-Za-z0-9.-]+)):(\d{1,5})$/.exec(text);
    const host = match?.[1] ?? match?.[2];
    const port = Number(match?.[3]);
    if (host === undefined || port > 65_535) {
      context.addIssue({ code: 'custom', message: REMEDY });
      return z.NEVER;
    }
    return { host, port };
  });

/** Whether only processes of this machine can reach the address. */
export function isLoopback({ host }: ListenAddress): boolean {
  if (isIP(host) === 4) return host.startsWith('127.');
  return host === 'localhost' || host === '::1';
}

export function urlOf({ host, port }: ListenAddress): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
