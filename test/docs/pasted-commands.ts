/** Commands that a reader pastes, and what the page says they print. */
export interface PastedCommands {
  commands: string;
  /** Parts of the output in their order; the page writes `…` for what is between them. */
  prints: string[];
}

// A block for pasting, and the line below it that begins with an arrow.
const BLOCK = /^```sh\n([^]*?)^```\n(?:\n→ `(.+)`$)?/gm;

/** Every `sh` block of a page with the output that it promises; each must promise one. */
export function pastedCommands(page: string): PastedCommands[] {
  return [...page.matchAll(BLOCK)].map(([, commands = '', output]) => {
    if (output === undefined)
      throw new Error(`The page does not say what this prints: ${commands}`);
    return { commands, prints: output.split('…').map((part) => part.trim()) };
  });
}
