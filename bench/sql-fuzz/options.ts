import { parseArgs } from 'node:util';

export interface Options {
  minutes: number;
  seed: number;
  maxLength: number;
  /** Only the text of this index, to repeat a finding. */
  index?: number;
  /** The table of adversarial texts instead. */
  adversarial: boolean;
}

export const USAGE = `npm run fuzz:sql -- [--minutes N] [--seed S] [--max-length BYTES] [--index I]
npm run fuzz:sql -- --adversarial`;

/** Reads the command line; throws with the name of the option that is wrong. */
export function readOptions(args: string[]): Options {
  const { values } = parseArgs({
    args,
    options: {
      minutes: { type: 'string', default: '60' },
      seed: { type: 'string', default: String(Date.now() % 1_000_000) },
      'max-length': { type: 'string', default: '1000000' },
      index: { type: 'string' },
      adversarial: { type: 'boolean', default: false },
    },
  });
  const minutes = Number(values.minutes);
  if (!(minutes > 0)) throw new Error(`--minutes: "${values.minutes}" is no number above 0`);
  return {
    minutes,
    seed: wholeNumber('--seed', values.seed, 0),
    maxLength: wholeNumber('--max-length', values['max-length'], 1),
    ...(values.index !== undefined && { index: wholeNumber('--index', values.index, 0) }),
    adversarial: values.adversarial,
  };
}

function wholeNumber(option: string, value: string, least: number): number {
  const number = value.trim() === '' ? NaN : Number(value);
  if (!Number.isSafeInteger(number) || number < least)
    throw new Error(`${option}: "${value}" is no whole number from ${least}`);
  return number;
}
