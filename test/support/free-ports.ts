import { randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';

/** Above those that `fetch` refuses, of which 10080 is the last. */
const FIRST_PORT = 11_000;
/** Where ports of outgoing connections begin on Linux by default; other systems begin higher. */
const FIRST_EPHEMERAL_PORT = 32_768;
const RANGE_FILE = '/proc/sys/net/ipv4/ip_local_port_range';

const given = new Set<number>();

/**
 * Ports of 127.0.0.1 for programs that are told their port, all different. They lie below those that the
 * kernel gives to outgoing connections: such a connection may take a port between this look and the
 * program's `listen`, and a machine under load makes thousands of them.
 */
export async function freePorts(count: number): Promise<number[]> {
  const ports: number[] = [];
  while (ports.length < count) ports.push(await freePort());
  return ports;
}

async function freePort(): Promise<number> {
  const port = randomInt(FIRST_PORT, firstEphemeralPort());
  if (given.has(port) || !(await isFree(port))) return freePort();
  given.add(port);
  return port;
}

function firstEphemeralPort(): number {
  try {
    const [first] = readFileSync(RANGE_FILE, 'latin1').split(/\s+/);
    // A range that begins below leaves no port that is safe; then nothing is lost by the usual ones.
    return Number(first) > FIRST_PORT ? Number(first) : FIRST_EPHEMERAL_PORT;
  } catch {
    return FIRST_EPHEMERAL_PORT;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
