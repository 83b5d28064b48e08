import { readFileSync, readdirSync, readlinkSync } from 'node:fs';

const LISTENING = '0A';

/** The clients' ports of the connections to a URL that a process holds, as Linux tells (proc(5)). */
export function clientPortsOf(pid: number, url: string): Set<number> {
  const ownPort = Number(new URL(url).port);
  const inodes = new Set(
    readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
      const found = /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`));
      return found?.[1] === undefined ? [] : [found[1]];
    }),
  );
  const lines = readFileSync('/proc/net/tcp', 'utf8').trim().split('\n').slice(1);
  const connections = lines.map((line) => line.trim().split(/\s+/));
  return new Set(
    connections
      .filter((fields) => inodes.has(fields[9] ?? '') && fields[3] !== LISTENING)
      .filter((fields) => portOf(fields[1]) === ownPort)
      .map((fields) => portOf(fields[2])),
  );
}

const portOf = (address = '') => Number.parseInt(address.split(':')[1] ?? '', 16);

/** Whether a process still runs; one that is dead and not yet reaped does not. */
export function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
