/** The session that generated statements are read in. */
export const SESSION = { catalog: 'hive', schema: 'web' };

/** Keeps the books of which tables a generated statement reads and writes, and which names are WITH's. */
export class TableLedger {
  readonly reads = new Set<string>();
  readonly writes = new Set<string>();
  /** Names of more than three parts. */
  readonly unqualified = new Set<string>();
  readonly tableFunctions = new Set<string>();
  private withNames: string[] = [];

  /** A name that stands for a relation in a query. */
  read(parts: readonly string[]): void {
    const isWithName = parts.length === 1 && this.withNames.includes(parts[0]!.toLowerCase());
    if (!isWithName) this.record(this.reads, parts);
  }

  /** A name in a statement's own words, which no WITH can hide. */
  mention(access: 'read' | 'write', parts: readonly string[]): void {
    this.record(access === 'read' ? this.reads : this.writes, parts);
  }

  declare(name: string): void {
    this.withNames.push(name.toLowerCase());
  }

  /** What is declared in `write` ends with it. */
  scoped(write: () => void): void {
    const outer = [...this.withNames];
    write();
    this.withNames = outer;
  }

  private record(into: Set<string>, parts: readonly string[]): void {
    const lower = parts.map((part) => part.toLowerCase());
    if (lower.length > 3) this.unqualified.add(lower.join('.'));
    else
      into.add(
        [SESSION.catalog, SESSION.schema]
          .slice(0, 3 - lower.length)
          .concat(lower)
          .join('.'),
      );
  }
}
