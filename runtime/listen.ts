import type { AddressInfo, Server } from 'node:net';
import { urlOf, type ListenAddress } from './listen-address';
import { ServiceError } from './service-error';

/** For messages. */
export interface Listener {
  service: string;
  /** The setting that holds the address. */
  setting: string;
}

/**
 * Has a server take connections at an address; resolves to its URL, rejects with a sentence of reason and
 * remedy where that cannot be.
 */
export async function listen(
  server: Server,
  { host, port }: ListenAddress,
  { service, setting }: Listener,
): Promise<string> {
  const reasons: Record<string, string> = {
    EADDRINUSE: `the port is taken; stop the process that has it or change ${setting}`,
    EACCES: `this user may not use the port; choose one above 1023 in ${setting}`,
    EADDRNOTAVAIL: `this machine has no such address; change ${setting}`,
  };
  await new Promise<void>((resolve, reject) => {
    // Later ones are of single connections, whose clients open others.
    server.on('error', (cause: NodeJS.ErrnoException) => {
      const reason = reasons[cause.code ?? ''] ?? cause.message;
      const message = `The ${service} cannot listen on ${host}:${port}: ${reason}`;
      reject(new ServiceError('CANNOT_LISTEN', 500, message, { cause }));
    });
    server.listen(port, host, resolve);
  });
  return urlOf({ host, port: (server.address() as AddressInfo).port });
}
