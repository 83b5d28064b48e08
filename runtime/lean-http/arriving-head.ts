import { problemOfPart } from './answer-head';
import { HEAD_END } from './head-in';

/** A head that comes in several pieces, of which each is looked at once: it may have megabytes. */
export class ArrivingHead {
  private readonly pieces: Buffer[] = [];
  private length = 0;
  /** The last bytes, as its end may be cut. */
  private tail = '';

  constructor(private readonly maxBytes: number) {}

  /** All bytes so far where the head is whole with this piece, a text where it cannot become one. */
  push(piece: Buffer): Buffer | string | undefined {
    // The bytes are lent.
    this.pieces.push(Buffer.from(piece));
    this.length += piece.length;
    const text = this.tail + piece.toString('latin1');
    if (text.includes(HEAD_END)) return Buffer.concat(this.pieces);
    const isFirst = this.pieces.length === 1;
    // What ends a piece may be half of a line end.
    const part = text.endsWith('\r') ? text.slice(0, -1) : text;
    const start = isFirst ? part : this.pieces[0]!.toString('latin1');
    // The tail may begin with the other half.
    const problem = problemOfPart(start, isFirst ? part : part.replace(/^\n/, ''));
    if (problem !== undefined) return unreadable(problem);
    this.tail = text.slice(-HEAD_END.length + 1);
    return this.length > this.maxBytes ? 'the head of its answer is too long' : undefined;
  }
}

export function unreadable(problem: string): string {
  return `its answer cannot be read: ${problem}`;
}
