import type { HttpResponse } from '../runtime/lean-http/exchange';
import type { FieldSection } from '../runtime/lean-http/field-section';
import { LeanResponse } from '../runtime/lean-http/lean-response';

/** Begins an answer with headers that other answers have, too; `length` is the value of a Content-Length. */
export function beginResponse(
  response: HttpResponse,
  status: number,
  section: FieldSection,
  length: string | undefined,
): HttpResponse {
  if (response instanceof LeanResponse) return response.begin(status, section, length);
  const headers = [...section.headers];
  if (length !== undefined) headers.push('Content-Length', length);
  return response.writeHead(status, headers);
}
