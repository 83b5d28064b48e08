import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { deflate, inflate } from 'node:zlib';

const CIPHER = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;
// A statement and its headers, inflated; far above what is accepted (500 MB).
const MAX_BYTES = 1_000_000_000;
// In another thread: a long statement would hold up every page.
const pack = promisify<string, Buffer>(deflate);
const unpack = promisify<Buffer, { maxOutputLength: number }, Buffer>(inflate);

export function newKey(): string {
  return randomBytes(32).toString('base64url');
}

/** Encrypts a value that JSON can hold; whoever has no key reads and changes nothing of it. */
export async function seal(value: unknown, key: string): Promise<string> {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(CIPHER, Buffer.from(key, 'base64url'), iv);
  const packed = await pack(JSON.stringify(value));
  const content = Buffer.concat([cipher.update(packed), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), content]).toString('base64');
}

/** The value as it was; throws for another key and for what was changed. */
export async function unseal(sealed: string, key: string): Promise<unknown> {
  const bytes = Buffer.from(sealed, 'base64');
  const iv = bytes.subarray(0, IV_BYTES);
  const decipher = createDecipheriv(CIPHER, Buffer.from(key, 'base64url'), iv);
  decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
  const content = bytes.subarray(IV_BYTES + TAG_BYTES);
  const packed = Buffer.concat([decipher.update(content), decipher.final()]);
  const text = await unpack(packed, { maxOutputLength: MAX_BYTES });
  return JSON.parse(text.toString('utf8')) as unknown;
}
