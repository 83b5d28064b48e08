/** Longest line of a chunk's size with its extensions, and of all trailers together. */
const MAX_LINE = 16 * 1024;
// 13 digits are more bytes than a number can count.
const SIZE = /^([0-9a-f]{1,13})[ \t]*(?:;[\t\x20-\x7e\x80-\xff]*)?$/i;

/** Takes the chunks off a body as it comes (RFC 9112, 7.1); trailers are left out. */
export class ChunkedBody {
  /** Bytes of this chunk that are still to come. */
  private left = 0;
  private expects: 'size' | 'data' | 'end of data' | 'trailer' | 'nothing' = 'size';
  private line = '';
  private trailerLength = 0;

  get isOver(): boolean {
    return this.expects === 'nothing';
  }

  /**
   * Hands on what the piece holds of the body. Tells how many bytes of the piece were of it, the others
   * come after its end; undefined where it cannot be read.
   */
  push(piece: Buffer, onData: (data: Buffer) => void): number | undefined {
    let at = 0;
    while (at < piece.length && this.expects !== 'nothing') {
      if (this.expects === 'data') {
        const data = piece.subarray(at, at + this.left);
        at += data.length;
        this.left -= data.length;
        if (this.left === 0) this.expects = 'end of data';
        onData(data);
        continue;
      }
      const lineFeed = piece.indexOf(10, at);
      const end = lineFeed === -1 ? piece.length : lineFeed + 1;
      this.line += piece.toString('latin1', at, end);
      at = end;
      if (this.line.length > MAX_LINE) return undefined;
      if (lineFeed === -1) break;
      if (!this.endLine()) return undefined;
      this.line = '';
    }
    return at;
  }

  private endLine(): boolean {
    if (!this.line.endsWith('\r\n')) return false;
    const text = this.line.slice(0, -2);
    switch (this.expects) {
      case 'size': {
        const size = SIZE.exec(text)?.[1];
        if (size === undefined) return false;
        this.left = parseInt(size, 16);
        this.expects = this.left === 0 ? 'trailer' : 'data';
        return true;
      }
      case 'end of data':
        this.expects = 'size';
        return text === '';
      default:
        this.trailerLength += text.length;
        if (text === '') this.expects = 'nothing';
        return this.trailerLength <= MAX_LINE;
    }
  }
}
