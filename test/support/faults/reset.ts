import type { Socket } from 'node:net';

/**
 * Breaks a connection with a RST. Not while its end is being sent: Node (20 at least) fails to reset such a
 * socket, counts it as closing for ever, and the process never exits.
 */
export function reset(socket: Socket): void {
  if (socket.writableEnded && !socket.writableFinished) socket.destroy();
  else socket.resetAndDestroy();
}
