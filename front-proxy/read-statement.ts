import type { IncomingMessage } from 'node:http';
import type { Bytes } from '../runtime/units';

/** Reads a request's body of at most `limit` bytes; undefined when it is longer (the rest is not read). */
export async function readStatement(
  request: IncomingMessage,
  limit: Bytes,
): Promise<Buffer | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > limit) return undefined;
  const chunks: Buffer[] = [];
  let total = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    total += chunk.length;
    if (total > limit) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
