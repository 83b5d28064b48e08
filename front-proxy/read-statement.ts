import { wholeBody, type HttpRequest } from '../runtime/lean-http/exchange';
import type { Bytes } from '../runtime/units';

/** Reads a request's body of at most `limit` bytes; undefined when it is longer (the rest is not read). */
export async function readStatement(
  request: HttpRequest,
  limit: Bytes,
): Promise<Buffer | undefined> {
  const whole = wholeBody(request);
  if (whole !== undefined) return whole.length > limit ? undefined : whole;
  if (Number(request.headers['content-length'] ?? 0) > limit) return undefined;
  return gather(request as AsyncIterable<Buffer>, limit);
}

async function gather(pieces: AsyncIterable<Buffer>, limit: Bytes): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let total = 0;
  for await (const chunk of pieces) {
    total += chunk.length;
    if (total > limit) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
