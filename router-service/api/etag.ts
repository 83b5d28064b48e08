import type { IncomingHttpHeaders } from 'node:http';

export function revisionEtag(revision: number): string {
  return `"${revision}"`;
}

/** Whether an If-None-Match names the ETag; `*` names every one (RFC 9110, 13.1.2). */
export function matchesEtag(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  const names = ifNoneMatch.split(',').map((name) => name.trim().replace(/^W\//, ''));
  return names.includes('*') || names.includes(etag);
}

/** How the documentation tells of it. */
export const IF_MATCH = {
  'If-Match': 'ETag of the revision that the change builds on; 409 when another one is active.',
};

/** The state that a change builds on; undefined where the caller does not care. */
export function ifMatchOf(headers: IncomingHttpHeaders): string | undefined {
  const value = headers['if-match']?.trim();
  return value === '' || value === '*' ? undefined : value;
}
