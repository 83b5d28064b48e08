import type { ClusterLoad } from '../../../protocol/cluster';
import type { HealthSettings } from '../health-settings';
import { reasonOf } from './ask-coordinator';
import { askCounts } from './ask-counts';
import { askInfo } from './ask-info';
import { askQuery } from './ask-query';
import { askStatus } from './ask-status';
import { askUiApi, type UiSession } from './ask-ui-api';
import { unhealthy, type Look, type Target } from './look';
import { askWithinBounds } from './within-bounds';

/** Looks at one coordinator again and again; what it is asked depends on the monitor. */
export function createLook(url: string, settings: HealthSettings, stopped: AbortSignal) {
  const session: UiSession = {};
  const inTime = () => AbortSignal.any([stopped, AbortSignal.timeout(settings.timeoutMs)]);

  async function askMore(target: Target): Promise<Look> {
    switch (settings.monitor) {
      case 'info':
        return { state: 'HEALTHY', reason: '/v1/info answered' };
      case 'status':
        return askStatus(target);
      case 'metrics':
        return askWithinBounds(target);
      case 'ui-api':
        return askUiApi(target, session);
      case 'query':
        return askQuery(target);
    }
  }

  return {
    /** All of it within the timeout. Every monitor begins with /v1/info, which alone tells of a start. */
    async look(): Promise<Look> {
      const signal = inTime();
      let asked = '/v1/info';
      try {
        const info = await askInfo(url, signal);
        if (info.state !== 'HEALTHY') return info;
        const refusesForwarded = info.refusesForwarded === true;
        asked = SUBJECTS[settings.monitor];
        return { ...info, ...(await askMore({ url, settings, refusesForwarded, signal })) };
      } catch (error) {
        return unhealthy(`${asked} failed: ${reasonOf(error, settings.timeoutMs)}`);
      }
    },

    /** What the look told of the load, and how many queries there are where it did not. */
    async load({ load = {}, refusesForwarded = false }: Look): Promise<ClusterLoad | undefined> {
      const target = { url, settings, refusesForwarded, signal: inTime() };
      const told = load.running === undefined ? { ...load, ...(await askCounts(target)) } : load;
      return Object.keys(told).length === 0 ? undefined : told;
    },
  };
}

const SUBJECTS = {
  info: '/v1/info',
  status: '/v1/status',
  metrics: '/metrics',
  'ui-api': '/ui/api/stats',
  query: 'the statement',
} as const;
