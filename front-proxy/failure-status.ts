/**
 * The repeat-safety rule. A POST of a statement only registers a query, and nothing runs before the
 * first GET of its nextUri (seen on Trino 476), so a failed POST goes to the next cluster, whatever
 * became of it. Any other request is never replayed by us: the client is told 502 when the
 * coordinator could not be reached or broke off, 504 when it was silent too long. Trino's clients
 * repeat a page's GET on 502, 503 and 504, which is safe, as pages carry a token.
 */
export function failureStatus(error: Error): { status: 502 | 504; reason: string } {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  const isSilence = code === 'UND_ERR_HEADERS_TIMEOUT' || code === 'UND_ERR_BODY_TIMEOUT';
  return { status: isSilence ? 504 : 502, reason: code === '' ? error.message : code };
}
