import { z } from 'zod';

export type Milliseconds = number;
export type Bytes = number;

const MS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const SIZE = { B: 1, kB: 1000, MB: 1_000_000, GB: 1_000_000_000 } as const;

/** `250ms`, `30s`, `5m`, `12h`, `7d` as milliseconds. */
export const duration = z
  .string({ error: 'must be a duration such as 250ms, 30s, 5m, 12h or 7d' })
  .regex(/^\d+(ms|s|m|h|d)$/, 'must be a duration such as 250ms, 30s, 5m, 12h or 7d')
  .transform((text): Milliseconds => parseUnit(text, MS));

/** `512B`, `64kB`, `16MB`, `1GB` (powers of ten) as bytes. */
export const size = z
  .string({ error: 'must be a size such as 512B, 64kB, 16MB or 1GB' })
  .regex(/^\d+(B|kB|MB|GB)$/, 'must be a size such as 512B, 64kB, 16MB or 1GB')
  .transform((text): Bytes => parseUnit(text, SIZE));

function parseUnit(text: string, factors: Record<string, number>): number {
  const [, amount = '', unit = ''] = /^(\d+)(\D+)$/.exec(text) ?? [];
  return Number(amount) * (factors[unit] ?? 0);
}
