import type { Socket } from 'node:net';
import { roomBefore } from './read-buffer';

/** Text and bytes in one piece up to here: copying them is less work than a second buffer. */
const MAX_JOINED = 16 * 1024;
const [CR, LF] = [0x0d, 0x0a];

/** Sends a head and the beginning or all of its body as one packet, as far as that goes. */
export function writeMessage(socket: Socket, head: string, body: Buffer): void {
  if (writeInPlace(socket, head, body, body.length)) return;
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

/** Sends bytes as a chunk (RFC 9112, 7.1), behind `head` where that is still to be sent. */
export function writeChunk(socket: Socket, head: string, bytes: Buffer): void {
  const start = `${head}${bytes.length.toString(16)}\r\n`;
  // Where they were a whole chunk before, what ends one is there.
  const { buffer, byteOffset, length } = bytes;
  const end = new Uint8Array(buffer, byteOffset + length);
  if (end[0] === CR && end[1] === LF && writeInPlace(socket, start, bytes, length + 2)) return;
  socket.cork();
  socket.write(start, 'latin1');
  socket.write(bytes);
  socket.write('\r\n', 'latin1');
  socket.uncork();
}

/**
 * Writes the text before lent bytes into their own memory, so that both are one piece without a copy;
 * false where there is no room, or where what stands there may still be on its way.
 */
function writeInPlace(socket: Socket, text: string, bytes: Buffer, length: number): boolean {
  if (socket.writableLength > 0 || roomBefore(bytes) < text.length) return false;
  const start = bytes.byteOffset - text.length;
  const whole = Buffer.from(bytes.buffer, start, text.length + length);
  whole.write(text, 'latin1');
  socket.write(whole);
  return true;
}
