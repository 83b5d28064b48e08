import { Transform, pipeline, type Duplex } from 'node:stream';
import { constants, createGunzip, createGzip, gunzipSync, gzipSync } from 'node:zlib';
import { PageUriRewriter } from './page-uris';

/** A small answer's page may not grow beyond this when it is unpacked. */
const MAX_UNPACKED_BYTES = 64_000_000;

const QUICKLY = { level: constants.Z_BEST_SPEED };

/** Where the bytes of a body go in and where they come out changed. */
export interface BodyRewriter {
  input: Duplex;
  output: Duplex;
}

/** Whether a body in this encoding can be rewritten. */
export function canRewrite(contentEncoding: string | undefined): boolean {
  return contentEncoding === undefined || ['identity', 'gzip'].includes(contentEncoding);
}

/** Changes a page as it streams, inside of gzip too; a broken body breaks the output. */
export function createBodyRewriter(
  contentEncoding: string | undefined,
  changes: readonly [Transform, ...Transform[]],
): BodyRewriter {
  const [first, ...others] = changes;
  const isZipped = contentEncoding === 'gzip';
  if (!isZipped && others.length === 0) return { input: first, output: first };
  // Quick rather than small: the page is read at once and thrown away.
  const zip = isZipped ? [createGunzip(), ...changes, createGzip(QUICKLY)] : changes;
  const [input = first, output = first] = [zip[0], zip.at(-1)];
  pipeline([...zip], () => {
    // An error has destroyed the output by now, whose reader is told.
  });
  return { input, output };
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

export function uriTransform(rewrite: (uri: string) => string): Transform {
  const rewriter = new PageUriRewriter(rewrite);
  return new Transform({
    transform(piece: Buffer, _encoding, done) {
      for (const part of rewriter.push(piece)) if (part.length > 0) this.push(part);
      done();
    },
    flush(done) {
      for (const part of rewriter.end()) this.push(part);
      done();
    },
  });
}
