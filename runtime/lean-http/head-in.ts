/** What ends a head (RFC 9112, 2.1). */
export const HEAD_END = '\r\n\r\n';

/** Most heads are shorter; to look for their end in a text takes less than in bytes. */
const USUAL_BYTES = 1024;

/** The beginning of a message as text, and where its head ends in it, or -1. */
export function headIn(bytes: Buffer): { text: string; end: number } {
  const text = bytes.toString('latin1', 0, USUAL_BYTES);
  const end = text.indexOf(HEAD_END);
  if (end !== -1 || bytes.length <= USUAL_BYTES) return { text, end };
  const at = bytes.indexOf(HEAD_END, 0, 'latin1');
  return { text: at === -1 ? '' : bytes.toString('latin1', 0, at + HEAD_END.length), end: at };
}
