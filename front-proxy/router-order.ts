import type { Milliseconds } from '../runtime/units';

/** How long a router that did not answer is passed over while another one does. */
const REST_MS = 5000;

/**
 * In which order routers are asked: as configured, those that failed lately last, so that one that
 * hangs costs time once and not each statement. After its rest one statement tries it again.
 */
export function createRouterOrder(urls: readonly string[], now: () => Milliseconds) {
  const restsUntil = new Map<string, Milliseconds>();
  const isResting = (url: string) => (restsUntil.get(url) ?? 0) > now();
  const rest = (url: string) => void restsUntil.set(url, now() + REST_MS);

  return {
    inOrder(): string[] {
      const resting = urls.filter(isResting);
      const awake = urls.filter((url) => !resting.includes(url));
      const [first = ''] = awake;
      // Others pass it over until this one statement has its answer.
      if (restsUntil.has(first)) rest(first);
      return [...awake, ...resting];
    },
    answered: (url: string) => void restsUntil.delete(url),
    failed: rest,
  };
}
