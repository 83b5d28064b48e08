/** Where a page names its coordinator: in its own fields, and in the segments of a spooled result. */
const OWN_URIS: ReadonlySet<string> = new Set([
  'infoUri',
  'nextUri',
  'partialCancelUri',
  'data.segments.[].uri',
  'data.segments.[].ackUri',
]);

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/**
 * Rewrites the URIs of a page while its JSON passes by in pieces; all other bytes stay as they are.
 * Trino writes every URI of a page before its rows (QueryResults, seen on 476), so nothing is looked
 * at once the rows have begun.
 */
export class PageUriRewriter {
  /** The field that each open object is at, and "[]" for each open array. */
  private readonly path: string[] = [];
  private isKeyNext = false;
  private isInString = false;
  private isEscaped = false;
  private string: 'key' | 'uri' | 'other' = 'other';
  /** Bytes of the key or URI that is being read. */
  private collected: Buffer[] = [];
  private isPastUris = false;

  constructor(private readonly rewrite: (uri: string) => string) {}

  /** What of the page can be sent on after this piece of it. */
  push(piece: Buffer): Buffer[] {
    const sent: Buffer[] = [];
    // Bytes before this index are sent, replaced or held back.
    let from = 0;
    let at = 0;
    while (at < piece.length && !this.isPastUris) {
      if (!this.isInString) {
        this.structure(piece[at] ?? 0);
        at += 1;
        if (this.isInString && this.string === 'uri') {
          sent.push(piece.subarray(from, at));
          from = at;
        }
        continue;
      }
      const end = this.endOfString(piece, at);
      const isWhole = end < piece.length;
      if (this.string !== 'other') this.collected.push(piece.subarray(at, end));
      if (this.string === 'uri') {
        if (isWhole) sent.push(this.rewritten());
        from = end;
      }
      if (isWhole) this.closeString();
      at = isWhole ? end + 1 : end;
    }
    sent.push(piece.subarray(from));
    return sent;
  }

  /** What was held back of a page that ends too early. */
  end(): Buffer[] {
    return this.isInString && this.string === 'uri' ? this.collected : [];
  }

  private structure(byte: number): void {
    switch (byte) {
      case QUOTE:
        this.openString();
        break;
      case OPEN_OBJECT:
        this.path.push('');
        this.isKeyNext = true;
        break;
      case OPEN_ARRAY:
        this.isPastUris = this.path.length === 1 && this.path[0] === 'data';
        this.path.push('[]');
        this.isKeyNext = false;
        break;
      case CLOSE_OBJECT:
      case CLOSE_ARRAY:
        this.path.pop();
        this.isKeyNext = false;
        break;
      case COMMA:
        this.isKeyNext = this.path.at(-1) !== '[]';
        break;
      case COLON:
        this.isKeyNext = false;
        break;
    }
  }

  private openString(): void {
    this.isInString = true;
    this.collected = [];
    if (this.isKeyNext) this.string = 'key';
    else this.string = OWN_URIS.has(this.path.join('.')) ? 'uri' : 'other';
  }

  private closeString(): void {
    this.isInString = false;
    if (this.string === 'key') this.path[this.path.length - 1] = this.text();
  }

  /** Index of the closing quote, or the end of the piece. */
  private endOfString(piece: Buffer, from: number): number {
    for (let at = from; at < piece.length; at += 1) {
      const byte = piece[at];
      if (this.isEscaped) this.isEscaped = false;
      else if (byte === BACKSLASH) this.isEscaped = true;
      else if (byte === QUOTE) return at;
    }
    return piece.length;
  }

  private text(): string {
    return Buffer.concat(this.collected).toString('utf8');
  }

  private rewritten(): Buffer {
    const raw = Buffer.concat(this.collected);
    const uri = uriIn(raw);
    if (uri === undefined) return raw;
    const changed = this.rewrite(uri);
    return changed === uri ? raw : Buffer.from(JSON.stringify(changed).slice(1, -1));
  }
}

function uriIn(raw: Buffer): string | undefined {
  try {
    return JSON.parse(`"${raw.toString('utf8')}"`) as string;
  } catch {
    return undefined;
  }
}
