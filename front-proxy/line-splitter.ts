const NOTHING = Buffer.alloc(0);
const LINE_FEED = 10;

/** Puts the lines of a stream of lent bytes together. */
export class LineSplitter {
  private rest = NOTHING;

  /** The lines that are whole with this piece. */
  push(piece: Buffer): string[] {
    const all = this.rest.length === 0 ? piece : Buffer.concat([this.rest, piece]);
    const end = all.lastIndexOf(LINE_FEED);
    this.rest = end + 1 === all.length ? NOTHING : Buffer.from(all.subarray(end + 1));
    return end === -1 ? [] : all.toString('utf8', 0, end).split('\n');
  }
}
