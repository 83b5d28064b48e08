import { z } from 'zod';
import { writtenForms } from './written-form';

export type Milliseconds = number;
export type Bytes = number;

const MS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const SIZE = { B: 1, kB: 1000, MB: 1_000_000, GB: 1_000_000_000 } as const;

const DURATION = 'must be a duration such as 250ms, 30s, 5m, 12h or 7d';
const SIZE_TEXT = 'must be a size such as 512B, 64kB, 16MB or 1GB';

// Beyond 2^31-1 ms (24 days) Node's timers fire at once instead of late.
const LONGEST_TIMER = '20d';

/** `250ms`, `30s`, `5m`, `12h`, `7d` as milliseconds, between two bounds (both allowed). */
export function durationBetween(least: string, most: string) {
  return quantity(DURATION, MS, least, most, durationText);
}

/** `512B`, `64kB`, `16MB`, `1GB` (powers of ten) as bytes, between two bounds (both allowed). */
export function sizeBetween(least: string, most: string) {
  return quantity(SIZE_TEXT, SIZE, least, most, sizeText);
}

/** A duration that a timer can wait. */
export const duration = durationBetween('1ms', LONGEST_TIMER);
export const size = sizeBetween('1B', '100GB');

/** `90000` as `90s`: the largest unit without a fraction. */
export function durationText(ms: Milliseconds): string {
  return inLargestUnit(ms, MS);
}

/** `16000000` as `16MB`: the largest unit without a fraction. */
export function sizeText(bytes: Bytes): string {
  return inLargestUnit(bytes, SIZE);
}

function quantity(
  shape: string,
  factors: Record<string, number>,
  least: string,
  most: string,
  text: (value: number) => string,
) {
  const pattern = new RegExp(`^(\\d{1,15})(${Object.keys(factors).join('|')})$`);
  const parse = (written: string): number => {
    const [, amount = '', unit = ''] = pattern.exec(written) ?? [];
    return Number(amount) * (factors[unit] ?? 0);
  };
  const schema = z
    .string({ error: shape })
    .regex(pattern, shape)
    .transform((written, context): number => {
      const value = parse(written);
      if (value >= parse(least) && value <= parse(most)) return value;
      context.addIssue({ code: 'custom', message: `must be between ${least} and ${most}` });
      return z.NEVER;
    });
  writtenForms.add(schema, { text: (value) => text(Number(value)) });
  return schema;
}

function inLargestUnit(value: number, factors: Record<string, number>): string {
  const [smallest = ''] = Object.keys(factors);
  const unit = Object.keys(factors).findLast((name) => value % (factors[name] ?? 1) === 0);
  return value === 0 ? `0${smallest}` : `${value / (factors[unit ?? smallest] ?? 1)}${unit}`;
}
