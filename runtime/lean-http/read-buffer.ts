/**
 * Large enough that a page of a result is few system calls, small enough to stay in a core's cache: a page of
 * 1 MiB costs an eighth less than with half of it, and no less with twice as much.
 */
const LARGE_BYTES = 512 * 1024;
const SMALL_BYTES = 16 * 1024;
/** Of an answer that will go on in a large one: the less, the less is copied. */
const BEGINNING_BYTES = 4 * 1024;
/** Stays free before what is read, for the head that the body gets on its way to the client. */
const HEADROOM_BYTES = 1024;
/** Large ones of one process, 64 MB; who comes later reads in small pieces. */
const MAX_LARGE = 128;

const spare: Buffer[] = [];
let made = 0;
const lent = new WeakSet<ArrayBufferLike>();

/**
 * The memory that one connection reads into, again and again: making a buffer for each read costs as much
 * as the read. It waits with a small one, as Node holds the memory of the next read. An answer that fills
 * it goes on in a large one, behind a copy of its beginning. Of those few are in use at a time, and the one
 * that was used last is used next, as it is in the core's cache still: a page of 64 kB costs a tenth less.
 */
export class ReadBuffer {
  private readonly small = withHeadroom(SMALL_BYTES);
  private readonly beginning = this.small.subarray(0, BEGINNING_BYTES);
  private large: Buffer | undefined;
  /** What was given last. */
  current: Buffer = this.small;
  /** Bytes at the start of the large one that nobody got yet. */
  private held = 0;

  /**
   * So many bytes were read into what was given. Undefined where more of them may be there already: the
   * next read goes on behind them, and where none comes, `takeHeld` has them.
   */
  read(count: number): Buffer | undefined {
    if (this.held > 0) return this.heldAnd(count);
    const bytes = this.current.subarray(0, count);
    if (count < this.current.length || this.large !== undefined) return bytes;
    this.large = takeLarge();
    if (this.large === undefined) return bytes;
    this.held = bytes.copy(this.large);
    return undefined;
  }

  /**
   * What to read into; what was given before is read over.
   * @param bytesToCome of the answer, as far as it is known
   * @param bytesBefore of the answer before: the pages of a query are alike
   */
  next(bytesToCome: number, bytesBefore: number): Buffer {
    if (this.held > 0) this.current = this.large!.subarray(this.held);
    else if (bytesToCome > SMALL_BYTES) this.current = (this.large ??= takeLarge()) ?? this.small;
    else {
      this.release();
      this.current = bytesBefore > SMALL_BYTES ? this.beginning : this.small;
    }
    return this.current;
  }

  /** What `read` kept back and no other read went on with. */
  takeHeld(): Buffer | undefined {
    return this.held === 0 ? undefined : this.heldAnd(0);
  }

  /** The large one is for others now. */
  release(): void {
    if (this.large !== undefined) spare.push(this.large);
    this.large = undefined;
  }

  /** Its bytes may be on their way still: nobody gets it any more. */
  abandon(): void {
    if (this.large !== undefined) made -= 1;
    this.large = undefined;
  }

  private heldAnd(count: number): Buffer {
    const bytes = this.large!.subarray(0, this.held + count);
    this.held = 0;
    return bytes;
  }
}

function takeLarge(): Buffer | undefined {
  const used = spare.pop();
  if (used !== undefined || made >= MAX_LARGE) return used;
  made += 1;
  return withHeadroom(LARGE_BYTES);
}

function withHeadroom(bytes: number): Buffer {
  const all = Buffer.allocUnsafeSlow(HEADROOM_BYTES + bytes);
  lent.add(all.buffer);
  return all.subarray(HEADROOM_BYTES);
}

/**
 * Bytes of lent memory before these, which were read. Whoever writes there must know that none of them is on
 * its way to a client still. 0 of other memory.
 */
export function roomBefore(bytes: Buffer): number {
  return lent.has(bytes.buffer) ? bytes.byteOffset : 0;
}
