import { gunzipSync, gzipSync } from 'node:zlib';
import { PageUriRewriter } from './page-uris';

/** A small answer's page may not grow beyond this when it is unpacked. */
const MAX_UNPACKED_BYTES = 64_000_000;

/** Whether a body in this encoding can be rewritten. */
export function canRewrite(contentEncoding: string | undefined): boolean {
  return contentEncoding === undefined || ['identity', 'gzip'].includes(contentEncoding);
}

/** A whole body with its text changed, inside of gzip too. */
export function changeBody(
  body: Buffer,
  contentEncoding: string | undefined,
  change: (plain: Buffer) => Buffer,
): Buffer {
  const isZipped = contentEncoding === 'gzip';
  const plain = isZipped ? gunzipSync(body, { maxOutputLength: MAX_UNPACKED_BYTES }) : body;
  const changed = change(plain);
  return isZipped ? gzipSync(changed) : changed;
}

/** A whole page with its URIs rewritten. */
export function rewriteUris(page: Buffer, rewrite: (uri: string) => string): Buffer {
  const rewriter = new PageUriRewriter(rewrite);
  return Buffer.concat([...rewriter.push(page), ...rewriter.end()]);
}
