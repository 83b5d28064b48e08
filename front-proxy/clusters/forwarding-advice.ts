import type { Logger } from '../../runtime/log';
import type { ClusterDirectory, Forwarding } from './cluster-directory';

const REMEDY = 'its URIs are rewritten; set http-server.process-forwarded=true there';

/** What an operator is told of a coordinator by what it does with X-Forwarded-* headers. */
export const FORWARDING_ADVICE: Readonly<Partial<Record<Forwarding, string>>> = {
  IGNORED: `it ignores X-Forwarded-* headers, so ${REMEDY}`,
  REFUSED: `it refuses X-Forwarded-* headers (406), so ${REMEDY}`,
};

/** Names each such coordinator to the operator when it shows what it does. */
export function adviseOnForwarding(directory: ClusterDirectory, log: Logger): void {
  directory.on('forwarding', (cluster, forwarding) => {
    const advice = FORWARDING_ADVICE[forwarding];
    if (advice !== undefined) log.warn({ cluster }, advice);
  });
}
