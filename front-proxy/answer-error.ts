import { randomInt } from 'node:crypto';
import type { HttpResponse } from '../runtime/lean-http/exchange';
import { trinoErrorPage, type TrinoErrorCode } from '../protocol/trino-error';
import { writeAnswer, type SentAnswer } from './submit-to-cluster';

/** Speaks the protocol: HTTP 200 with an error and no nextUri, which every client prints. */
export function errorAnswer(id: string, code: TrinoErrorCode, message: string): SentAnswer {
  const headers = ['content-type', 'application/json'];
  return { status: 200, headers, body: Buffer.from(trinoErrorPage(id, code, message)) };
}

export function answerError(
  response: HttpResponse,
  code: TrinoErrorCode,
  message: string,
  id = ownQueryId(new Date()),
): void {
  if (!response.destroyed) writeAnswer(errorAnswer(id, code, message), response);
}

/** An id of the form that clients expect, for a query that no coordinator knows. */
export function ownQueryId(now: Date): string {
  const digits = now.toISOString().replace(/\D/g, '');
  const count = String(randomInt(100_000)).padStart(5, '0');
  return `${digits.slice(0, 8)}_${digits.slice(8, 14)}_${count}_xgate`;
}
