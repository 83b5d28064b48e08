import type { Socket } from 'node:net';

/** Head and body in one piece up to here: copying them is less work than a second buffer. */
const MAX_JOINED = 16 * 1024;

/** Sends a head and the beginning or all of its body as one packet, as far as that goes. */
export function writeMessage(socket: Socket, head: string, body: Buffer): void {
  if (head.length + body.length > MAX_JOINED) {
    socket.cork();
    socket.write(head, 'latin1');
    socket.write(body);
    return socket.uncork();
  }
  const joined = Buffer.allocUnsafe(head.length + body.length);
  joined.write(head, 'latin1');
  body.copy(joined, head.length);
  socket.write(joined);
}
