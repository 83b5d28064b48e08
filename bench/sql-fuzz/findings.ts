import { type FuzzText } from './fuzz-text';

/** Something that a text showed to be wrong. */
export interface Finding {
  index: number;
  problem: string;
  text: string;
}

export function finding({ index, sql }: FuzzText, problem: string): Finding {
  return { index, problem, text: shortened(sql) };
}

/** All of a small text, the ends of a large one. */
export function shortened(text: string): string {
  const whole = JSON.stringify(text);
  if (whole.length <= 600) return whole;
  return `${whole.slice(0, 400)} … ${whole.slice(-100)} (${text.length} units)`;
}
