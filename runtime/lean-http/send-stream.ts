import type { IncomingMessage } from 'node:http';
import type { Writable } from 'node:stream';

interface Sending {
  /** Whether each piece is a chunk (RFC 9112, 7.1), as the length is not known. */
  isChunked: boolean;
  onPiece: () => void;
  onSent: () => void;
  onBroken: (error: Error) => void;
}

/** Sends a body that is still to come, as fast as both sides can; the writable stays open. */
export function sendStream(
  body: IncomingMessage,
  to: Writable,
  { isChunked, onPiece, onSent, onBroken }: Sending,
): void {
  const goOn = () => body.resume();
  const leave = () => {
    to.off('drain', goOn).off('close', onGone);
    body.off('data', onData).off('end', onEnd).off('close', onClose);
  };
  const onGone = () => {
    leave();
    // Nobody wants the rest, but the client's next request comes behind it.
    body.resume();
  };
  const onData = (piece: Buffer) => {
    onPiece();
    if (isChunked) to.write(`${piece.length.toString(16)}\r\n`, 'latin1');
    const keepsUp = to.write(piece);
    if (isChunked) to.write('\r\n', 'latin1');
    if (!keepsUp) body.pause();
  };
  const onEnd = () => {
    leave();
    if (isChunked) to.write('0\r\n\r\n', 'latin1');
    onSent();
  };
  const onClose = () => {
    leave();
    onBroken(new Error('the body of the request broke off'));
  };
  to.on('drain', goOn).once('close', onGone);
  body.on('data', onData).once('end', onEnd).once('close', onClose);
}
