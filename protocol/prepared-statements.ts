import { decompressZstd } from './zstd';

// Trino's client compresses long prepared statements (threshold 2,048 characters).
const ZSTD_PREFIX = '$zstd:';
const MAX_DECODED_BYTES = 16_000_000;

/** Decodes `X-Trino-Prepared-Statement` values (`name=urlencoded SQL, …`) to SQL by name; bad entries are left out. */
export function decodePreparedStatements(values: readonly string[]): Record<string, string> {
  const decoded: Record<string, string> = {};
  for (const entry of values.flatMap((value) => value.split(','))) {
    const [name, statement] = splitEntry(entry);
    if (name === undefined) continue;
    try {
      decoded[decodeURIComponent(name)] = decodeStatement(plusAsSpace(statement));
    } catch {
      // The coordinator answers a malformed header with its own error; routing goes on without it.
    }
  }
  return decoded;
}

/** Decodes `name=value, …` headers such as `X-Trino-Session`; values are URL-encoded, bad entries are left out. */
export function decodeNamedValues(values: readonly string[]): Record<string, string> {
  const decoded: Record<string, string> = {};
  for (const entry of values.flatMap((value) => value.split(','))) {
    const [name, value] = splitEntry(entry);
    if (name === undefined) continue;
    try {
      decoded[name] = plusAsSpace(value);
    } catch {
      // As above: the coordinator judges it.
    }
  }
  return decoded;
}

function splitEntry(entry: string): [string | undefined, string] {
  const at = entry.indexOf('=');
  const name = entry.slice(0, Math.max(at, 0)).trim();
  return [name === '' ? undefined : name, entry.slice(at + 1).trim()];
}

// Java's URLEncoder, which Trino's clients use, writes a space as "+".
function plusAsSpace(text: string): string {
  return decodeURIComponent(text.replaceAll('+', ' '));
}

function decodeStatement(text: string): string {
  if (!text.startsWith(ZSTD_PREFIX)) return text;
  const compressed = Buffer.from(text.slice(ZSTD_PREFIX.length), 'base64url');
  return decompressZstd(compressed, MAX_DECODED_BYTES).toString('utf8');
}
