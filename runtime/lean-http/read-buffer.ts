/** Large enough that a page of a result is few system calls, small enough to stay in a core's cache. */
const LARGE_BYTES = 256 * 1024;
const SMALL_BYTES = 16 * 1024;
/** Stays free before what is read, for the head that the body gets on its way to the client. */
const HEADROOM_BYTES = 1024;
/** Large ones of one process, 64 MB; who comes later reads in small pieces. */
const MAX_LARGE = 256;

const spare: Buffer[] = [];
let made = 0;
const lent = new WeakSet<ArrayBufferLike>();

/**
 * The memory that one connection reads into, again and again: making a buffer for each read costs as much
 * as the read. A connection has a small one; one that reads long bodies has a large one instead until it
 * reads a short one, also while it waits, as Node holds the memory of the next read.
 */
export class ReadBuffer {
  private readonly small = withHeadroom(SMALL_BYTES);
  private large: Buffer | undefined;
  /** What was given last. */
  current: Buffer = this.small;

  /** What to read into where so many bytes are expected; what was given before is read over by others. */
  for(expectedBytes: number): Buffer {
    if (expectedBytes <= SMALL_BYTES) this.release();
    else this.large ??= takeLarge();
    return (this.current = this.large ?? this.small);
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
