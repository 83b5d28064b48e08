/** Progress, beside the results. */
export function tell(what: string): void {
  const seconds = String(Math.round(performance.now() / 1000)).padStart(4);
  process.stderr.write(`bench: ${seconds} s  ${what}\n`);
}

export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
