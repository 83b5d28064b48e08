import { OriginBusy, SilentOrigin } from '../runtime/lean-http/origin-pool';

/**
 * The repeat-safety rule. A POST of a statement only registers a query, and nothing runs before the
 * first GET of its nextUri (seen on Trino 476), so a failed POST goes to the next cluster, whatever
 * became of it. Any other request is never replayed by us: the client is told 502 when the
 * coordinator could not be reached or broke off, 503 when as much waits for it as may, 504 when it was
 * silent too long. Trino's clients
 * repeat a page's GET on 502, 503 and 504, which is safe, as pages carry a token.
 */
export function failureStatus(error: Error): { status: 502 | 503 | 504; reason: string } {
  const { code } = error as NodeJS.ErrnoException;
  const reason = code ?? error.message;
  if (error instanceof OriginBusy) return { status: 503, reason };
  return { status: error instanceof SilentOrigin ? 504 : 502, reason };
}
