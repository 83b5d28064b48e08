import type { RoutingRequest } from '../../protocol/routing-request';
import { RepeatedTexts } from '../repeated-texts';

// About as much as the analyser keeps of statements.
const MAX_LENGTH = 16_000_000;

/**
 * Requests by the plain bodies that they were read from, as dashboards and tools ask the same again and
 * again. Those that are kept are frozen, and so tell others that they come again.
 */
export function createAskedBefore() {
  const known = new RepeatedTexts<RoutingRequest>(MAX_LENGTH);
  return {
    get: (body: string): RoutingRequest | undefined => known.get(body),
    /** The request of a body that `get` does not know. */
    note: (body: string, request: RoutingRequest): RoutingRequest =>
      known.note(body, request) ? Object.freeze(request) : request,
  };
}

export type AskedBefore = ReturnType<typeof createAskedBefore>;
