// Who writes more of them has no use for a router; 16 MB of names would fill the memory.
const MOST_NAMES = 100_000;

/** The WITH names in force where a reader of a statement stands. */
export class WithScope {
  private readonly names: string[] = [];
  private readonly inForce = new Map<string, number>();

  /** The scope as it is, for `release`. */
  mark(): number {
    return this.names.length;
  }

  /** From here until `release` the name hides a table. */
  declare(name: string): void {
    if (this.names.length >= MOST_NAMES) return;
    this.names.push(name);
    this.inForce.set(name, (this.inForce.get(name) ?? 0) + 1);
  }

  release(mark: number): void {
    for (const name of this.names.splice(mark)) {
      const left = (this.inForce.get(name) ?? 1) - 1;
      if (left === 0) this.inForce.delete(name);
      else this.inForce.set(name, left);
    }
  }

  hides(parts: readonly string[]): boolean {
    return parts.length === 1 && this.inForce.has(parts[0] ?? '');
  }
}
