import type { Adjustments } from './outcome';
import type { AdjustParams } from './schema';

export function noAdjustments(): Adjustments {
  return { headers: {}, clientTags: [], sessionProperties: {} };
}

/** What holds after one more adjusting rule: its headers and properties win, its tags are added. */
export function adjust(before: Adjustments, params: AdjustParams): Adjustments {
  return {
    headers: withHeaders(before.headers, params.headers ?? {}),
    clientTags: [...new Set([...before.clientTags, ...(params.clientTags ?? [])])],
    sessionProperties: { ...before.sessionProperties, ...params.sessionProperties },
  };
}

/** Header names are equal in any spelling; the later spelling stays. */
function withHeaders(before: Record<string, string>, added: Readonly<Record<string, string>>) {
  const replaced = new Set(Object.keys(added).map((name) => name.toLowerCase()));
  const kept = Object.entries(before).filter(([name]) => !replaced.has(name.toLowerCase()));
  return { ...Object.fromEntries(kept), ...added };
}
