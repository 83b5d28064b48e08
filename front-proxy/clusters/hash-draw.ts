import { createHash } from 'node:crypto';

const BITS_48 = 2 ** 48;

/** A number of [0, 1) that the texts alone decide, the same on every proxy. */
export function hashDraw(...texts: string[]): number {
  const digest = createHash('sha256').update(JSON.stringify(texts)).digest();
  return digest.readUIntBE(0, 6) / BITS_48;
}
