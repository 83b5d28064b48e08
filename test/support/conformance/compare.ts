import { isObject } from './normalise-json';

/** One place where the two lines did not answer alike. */
export interface Difference {
  step: string;
  /** `status`, `headers.set-cookie.0`, `body.error.message`, … */
  part: string;
  direct: unknown;
  proxied: unknown;
}

/** Every place where two views differ, by its path. */
export function differencesOf(
  direct: unknown,
  proxied: unknown,
  path = '',
): Pick<Difference, 'part' | 'direct' | 'proxied'>[] {
  if (Array.isArray(direct) && Array.isArray(proxied) && direct.length === proxied.length)
    return direct.flatMap((item, i) => differencesOf(item, proxied[i], `${path}.${i}`));
  if (isObject(direct) && isObject(proxied)) {
    const names = new Set([...Object.keys(direct), ...Object.keys(proxied)]);
    return [...names].flatMap((name) =>
      differencesOf(direct[name], proxied[name], path === '' ? name : `${path}.${name}`),
    );
  }
  if (JSON.stringify(direct) === JSON.stringify(proxied)) return [];
  return [{ part: path, direct, proxied }];
}

/** A difference in one line. */
export function told({ step, part, direct, proxied }: Difference): string {
  return `${step}: ${part}: ${JSON.stringify(direct)} became ${JSON.stringify(proxied)}`;
}
