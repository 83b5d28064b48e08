import { Transform, pipeline, type Duplex } from 'node:stream';
import { constants, createGunzip, createGzip } from 'node:zlib';

/** Changes a body as it passes by in pieces. */
export interface PageChange {
  /** What can be sent on after this piece. */
  push(piece: Buffer): readonly Buffer[];
  /** What was held back. */
  end(): readonly Buffer[];
}

/** One after the other. */
export function chained(changes: readonly PageChange[]): PageChange {
  const [first, ...others] = changes;
  if (first === undefined) return UNCHANGED;
  return others.length === 0 ? first : chain(first, chained(others));
}

function chain(first: PageChange, second: PageChange): PageChange {
  return {
    push: (piece) => first.push(piece).flatMap((part) => second.push(part)),
    end: () => [...first.end().flatMap((part) => second.push(part)), ...second.end()],
  };
}

const UNCHANGED: PageChange = { push: (piece) => [piece], end: () => [] };
const QUICKLY = { level: constants.Z_BEST_SPEED };

/** Where the bytes of a zipped body go in and where they come out changed; a broken body breaks the output. */
export function zippedChange(change: PageChange): { input: Duplex; output: Duplex } {
  // Quick rather than small: the page is read at once and thrown away.
  const [input, output] = [createGunzip(), createGzip(QUICKLY)];
  pipeline(input, transform(change), output, () => {
    // An error has destroyed the output by now, whose reader is told.
  });
  return { input, output };
}

function transform(change: PageChange): Transform {
  return new Transform({
    transform(piece: Buffer, _encoding, done) {
      for (const part of change.push(piece)) if (part.length > 0) this.push(part);
      done();
    },
    flush(done) {
      for (const part of change.end()) this.push(part);
      done();
    },
  });
}
