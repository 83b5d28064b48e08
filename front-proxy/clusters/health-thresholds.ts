import type { HealthState } from '../../protocol/cluster';
import type { HealthSettings } from './health-settings';
import type { Look } from './monitors/look';

export interface Verdict {
  state: HealthState;
  reason: string;
  /** Looks in a row that spoke against the state. */
  against: number;
}

/**
 * What a further look makes of the state: `fall` failed ones in a row end HEALTHY, `rise` good ones
 * bring it back. The first look counts at once, and so does a coordinator that says it is starting.
 */
export function nextVerdict(
  { state, against }: Pick<Verdict, 'state' | 'against'>,
  look: Look,
  { rise, fall }: Pick<HealthSettings, 'rise' | 'fall'>,
): Verdict {
  const needed = look.state === 'HEALTHY' ? rise : state === 'HEALTHY' ? fall : 1;
  const isDecided =
    state === 'UNKNOWN' ||
    look.state === 'PENDING' ||
    look.state === state ||
    against + 1 >= needed;
  if (isDecided) return { state: look.state, reason: look.reason, against: 0 };
  const count = `${against + 1} of ${needed} looks in a row`;
  return { state, reason: `${look.reason} (${count})`, against: against + 1 };
}
