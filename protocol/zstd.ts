import { Decompress } from 'fzstd';

/**
 * Decompresses one Zstandard frame to at most `limit` bytes; throws when it is larger or broken.
 * The header is judged first, as a few bytes can ask for a window of gigabytes (RFC 8878, 3.1.1).
 */
export function decompressZstd(compressed: Uint8Array, limit: number): Buffer {
  if (declaredSize(compressed) > limit) throw new RangeError(`more than ${limit} bytes`);
  const chunks: Uint8Array[] = [];
  let total = 0;
  const stream = new Decompress((chunk) => {
    total += chunk.length;
    if (total > limit) throw new RangeError(`more than ${limit} bytes`);
    chunks.push(chunk.slice());
  });
  stream.push(compressed, true);
  return Buffer.concat(chunks);
}

/** The larger of the window and the content size that the frame's header declares, in bytes. */
function declaredSize(frame: Uint8Array): number {
  const header = Buffer.from(frame.subarray(0, 18));
  if (header.length < 6 || header.readUInt32LE(0) !== 0xfd2fb528) throw new Error('not zstd');
  const descriptor = header.readUInt8(4);
  const singleSegment = (descriptor & 0x20) !== 0;
  const window = singleSegment ? 0 : windowSize(header.readUInt8(5));
  const dictionaryBytes = [0, 1, 2, 4][descriptor & 3] ?? 0;
  const sizeAt = 5 + (singleSegment ? 0 : 1) + dictionaryBytes;
  return Math.max(window, contentSize(header, sizeAt, descriptor >> 6, singleSegment));
}

function windowSize(descriptor: number): number {
  const base = 2 ** (10 + (descriptor >> 3));
  return base + (base / 8) * (descriptor & 7);
}

function contentSize(header: Buffer, at: number, flag: number, singleSegment: boolean): number {
  if (flag === 3) return Number(header.readBigUInt64LE(at));
  if (flag === 2) return header.readUInt32LE(at);
  if (flag === 1) return header.readUInt16LE(at) + 256;
  return singleSegment ? header.readUInt8(at) : 0;
}
