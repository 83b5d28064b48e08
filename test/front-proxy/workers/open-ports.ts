import { readFileSync, readdirSync, readlinkSync } from 'node:fs';

/** The ports on the other side of the connections that a process holds, as Linux tells (proc(5)). */
export function peerPortsOf(pid: number): Set<number> {
  const inodes = new Set(
    readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
      const found = /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`));
      return found?.[1] === undefined ? [] : [found[1]];
    }),
  );
  const lines = readFileSync('/proc/net/tcp', 'utf8').trim().split('\n').slice(1);
  const peers = lines.map((line) => line.trim().split(/\s+/));
  return new Set(
    peers
      .filter((fields) => inodes.has(fields[9] ?? ''))
      .map((fields) => Number.parseInt(fields[2]?.split(':')[1] ?? '', 16)),
  );
}

/** Whether a process still runs; one that is dead and not yet reaped does not. */
export function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
