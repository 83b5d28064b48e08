const MAX_REMEMBERED = 1000;
const REMEMBERED_MS = 5 * 60_000;

/** Fingerprints of statements that were stopped lately: they are not tried again at once. */
export class SlowShapes {
  private readonly stoppedAt = new Map<string, number>();

  remember(fingerprint: string): void {
    this.stoppedAt.delete(fingerprint);
    this.stoppedAt.set(fingerprint, Date.now());
    const [oldest] = this.stoppedAt.keys();
    if (this.stoppedAt.size > MAX_REMEMBERED && oldest !== undefined) this.stoppedAt.delete(oldest);
  }

  has(fingerprint: string): boolean {
    const at = this.stoppedAt.get(fingerprint);
    return at !== undefined && Date.now() - at < REMEMBERED_MS;
  }
}
