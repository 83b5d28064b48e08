import type { HttpResponse } from '../runtime/lean-http/exchange';
import type { Milliseconds } from '../runtime/units';

/** Parts of the time that the POST of a statement takes. */
type Part = 'route' | 'choose' | 'forward';

/**
 * Takes the times of one statement: each lap belongs to the part that it ends. A statement that several
 * clusters were tried for has the sums.
 */
export function createServerTiming(now: () => Milliseconds = () => performance.now()) {
  const times = new Map<Part, Milliseconds>();
  let last = now();
  return {
    lap(part: Part): void {
      const time = now();
      times.set(part, (times.get(part) ?? 0) + time - last);
      last = time;
    },
    /** As browsers and tools read it (Server-Timing, W3C), in milliseconds. */
    tell(response: HttpResponse): void {
      const parts = [...times].map(([part, time]) => `${part};dur=${time.toFixed(2)}`);
      response.setHeader('Server-Timing', parts.join(', '));
    },
  };
}

export type ServerTiming = ReturnType<typeof createServerTiming>;
