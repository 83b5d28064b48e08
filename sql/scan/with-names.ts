import { type Frame } from './scan-frame';

// Who writes more of them has no use for a router; 16 MB of names would fill the memory.
const MOST_NAMES = 100_000;

/** The WITH names in force, counted by name, so that a look-up does not climb a deep nest. */
export class WithNames {
  private readonly inForce = new Map<string, number>();

  /** From here until `frame` ends the name hides a table. */
  declare(frame: Frame, name: string): void {
    if (this.inForce.size >= MOST_NAMES) return;
    (frame.withNames ??= []).push(name);
    this.inForce.set(name, (this.inForce.get(name) ?? 0) + 1);
  }

  end(frame: Frame): void {
    for (const name of frame.withNames ?? []) {
      const left = (this.inForce.get(name) ?? 1) - 1;
      if (left === 0) this.inForce.delete(name);
      else this.inForce.set(name, left);
    }
  }

  hides(parts: readonly string[]): boolean {
    return parts.length === 1 && this.inForce.has(parts[0] ?? '');
  }
}
