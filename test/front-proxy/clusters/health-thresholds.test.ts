import { nextVerdict } from '../../../front-proxy/clusters/health-thresholds';
import type { Look } from '../../../front-proxy/clusters/monitors/look';
import type { HealthState } from '../../../protocol/cluster';

const LOOKS = { '+': 'HEALTHY', '-': 'UNHEALTHY', s: 'PENDING' } as const;

/** The states after each look, written as the looks are; ? for unknown. */
function statesAfter(looks: string, { rise, fall }: { rise: number; fall: number }): string {
  let before: { state: HealthState; against: number } = { state: 'UNKNOWN', against: 0 };
  return [...looks]
    .map((sign) => {
      const state = LOOKS[sign as keyof typeof LOOKS];
      const look: Look = { state, reason: '' };
      before = nextVerdict(before, look, { rise, fall });
      return Object.entries(LOOKS).find(([, name]) => name === before.state)?.[0] ?? '?';
    })
    .join('');
}

test.each([
  ['the first look counts at once', '+', { rise: 9, fall: 9 }, '+'],
  ['also a failed one', '-', { rise: 9, fall: 9 }, '-'],
  ['failed looks in a row end it', '+---', { rise: 1, fall: 3 }, '+++-'],
  ['a good look between them begins the count anew', '+--+--', { rise: 1, fall: 3 }, '++++++'],
  ['good looks in a row bring it back', '-+++', { rise: 3, fall: 1 }, '---+'],
  ['a failed look between them begins the count anew', '-++-++', { rise: 3, fall: 1 }, '------'],
  ['a coordinator that says it starts is believed', '+s', { rise: 1, fall: 9 }, '+s'],
  ['and waited for', 's++', { rise: 2, fall: 1 }, 'ss+'],
  ['and given up when it fails', 's-', { rise: 1, fall: 9 }, 's-'],
])('%s', (_, looks, thresholds, states) => {
  expect(statesAfter(looks, thresholds)).toBe(states);
});
