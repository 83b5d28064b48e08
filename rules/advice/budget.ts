/** How much may be looked at; what is not looked at any more is not told. */
export class Budget {
  constructor(private left: number) {}

  isSpent(): boolean {
    return this.left < 0;
  }

  /** False once too much was spent. */
  spend(steps: number): boolean {
    this.left -= steps;
    return this.left >= 0;
  }
}
