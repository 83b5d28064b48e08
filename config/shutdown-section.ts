import { z } from 'zod';
import { durationBetween } from '../runtime/units';

/** How a node stops; both services read it. */
export const shutdownSection = z.strictObject({
  readyzDelay: durationBetween('0ms', '1h')
    .prefault('1s')
    .describe(
      'How long a stopping node still takes connections while /readyz says 503, for load balancers to notice; default 1s.',
    ),
  deadline: durationBetween('1ms', '1h')
    .prefault('8s')
    .describe(
      'How long running answers may go on after that before they are cut; default 8s, which fits the 10 s that Docker gives.',
    ),
});

export type ShutdownConfig = z.infer<typeof shutdownSection>;
