import { type Random } from './random';
import { TableLedger } from './table-ledger';

/** A piece of a statement: words with spaces between them, or what writes the piece. */
export type Part = string | ((draft: Draft) => void);

// Beyond them every choice falls on what ends soonest.
const MAX_DEPTH = 9;
const MAX_TOKENS = 250;

type Casing = 'lower' | 'upper' | 'mixed';

/** A statement in the making: its tokens, and the tables that were put into it. */
export class Draft {
  readonly tokens: string[] = [];
  readonly ledger = new TableLedger();
  /** Above 0, only queries without tables are written: in places where none can be read. */
  withoutTables = 0;
  /** Class of the statement in Trino's syntax tree. */
  queryType = '';
  preparedStatements: Record<string, string> = {};
  private depth = 0;
  private readonly casing: Casing;

  constructor(
    readonly random: Random,
    private readonly maxTokens = MAX_TOKENS,
  ) {
    this.casing = random.pick<Casing>(['lower', 'lower', 'upper', 'mixed']);
  }

  /** Whether it is time to come to an end. */
  get isLarge(): boolean {
    return this.depth >= MAX_DEPTH || this.tokens.length >= this.maxTokens;
  }

  add(...parts: Part[]): void {
    for (const part of parts)
      if (typeof part === 'function') part(this);
      else for (const word of part.split(' ')) this.tokens.push(this.cased(word));
  }

  /** Writes a name or literal as it is, spaces and case and all. */
  raw(token: string): void {
    this.tokens.push(token);
  }

  /** Writes what may hold itself. */
  deeper(...parts: Part[]): void {
    this.depth += 1;
    this.add(...parts);
    this.depth -= 1;
  }

  private cased(word: string): string {
    if (this.casing === 'lower') return word.toLowerCase();
    if (this.casing === 'upper') return word.toUpperCase();
    return [...word]
      .map((c) => (this.random.chance(0.5) ? c.toUpperCase() : c.toLowerCase()))
      .join('');
  }
}

export function seq(...parts: Part[]): Part {
  return (draft) => draft.add(...parts);
}

/** All of the parts, or none. */
export function maybe(...parts: Part[]): Part {
  return (draft) => {
    if (draft.random.chance(draft.isLarge ? 0.05 : 0.35)) draft.add(...parts);
  };
}

/** One of the parts, each as likely as the others; the first where it is time to end. */
export function oneOf(...parts: Part[]): Part {
  return (draft) => draft.add(draft.isLarge ? parts[0]! : draft.random.pick(parts));
}

/** One or more, with commas between. */
export function list(part: Part, atMost = 4, separator = ','): Part {
  return (draft) => {
    draft.add(part);
    while (!draft.isLarge && atMost > 1 && draft.random.chance(0.4)) {
      draft.add(separator, part);
      atMost -= 1;
    }
  };
}

/** Two or more, with commas between. */
export function several(part: Part, separator = ','): Part {
  return seq(part, separator, list(part, 3, separator));
}

/** One or more, one after the other. */
export function repeated(part: Part, atMost = 3): Part {
  return (draft) => {
    draft.add(part);
    for (let i = 1; i < atMost && !draft.isLarge && draft.random.chance(0.4); i += 1)
      draft.add(part);
  };
}

export function brackets(...parts: Part[]): Part {
  return (draft) => {
    draft.add('(');
    draft.deeper(...parts);
    draft.add(')');
  };
}

/** The parts with no table in them. */
export function noTables(...parts: Part[]): Part {
  return (draft) => {
    draft.withoutTables += 1;
    draft.add(...parts);
    draft.withoutTables -= 1;
  };
}
