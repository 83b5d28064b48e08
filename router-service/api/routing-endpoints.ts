import type { Logger } from '../../runtime/log';
import type { Decide } from '../decide';
import { createAskedBefore } from './asked-before';
import type { Endpoint } from './endpoint';
import { routeEndpoint } from './route';
import { routeBatchEndpoint } from './route-batch';

/** The calls that ask for decisions. */
export function routingEndpoints({ decide, log }: { decide: Decide; log: Logger }): Endpoint[] {
  const asked = createAskedBefore();
  return [routeEndpoint(decide, asked), routeBatchEndpoint(decide, asked, log)];
}
