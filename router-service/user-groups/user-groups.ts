import type { Config } from '../../config/schema';
import type { Logger } from '../../runtime/log';
import type { Metrics } from '../../runtime/metrics';
import type { NowOrLater } from '../../runtime/now-or-later';
import { followGroupFile } from './group-file';
import { createGroupService } from './group-service';

/** Who belongs to which groups. */
export interface UserGroups {
  /** Never rejects: groups that cannot be told are none. */
  of(user: string): NowOrLater<readonly string[]>;
  close(): void;
}

/** The source of groups that the configuration names; without one nobody is in a group. */
export async function openUserGroups(
  config: Config['userGroups'],
  log: Logger,
  metrics: Metrics,
): Promise<UserGroups> {
  if (config.file !== undefined) return followGroupFile(config.file, log);
  if (config.url === undefined) return { of: () => [], close: () => undefined };
  const failures = metrics.counter(
    'user_group_lookup_failures_total',
    'Look-ups of a user that the group service did not answer.',
  );
  return createGroupService({
    url: config.url,
    timeoutMs: config.timeout,
    cacheMs: config.cacheFor,
    log,
    onFailure: () => failures.inc(),
  });
}
