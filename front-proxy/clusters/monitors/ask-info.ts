import { askCoordinator } from './ask-coordinator';
import { unhealthy, type Look } from './look';

/**
 * Judges a coordinator by its public `/v1/info`: `starting: false` is healthy. The look also tells
 * whether it refuses X-Forwarded-* headers. Rejects without an answer.
 */
export async function askInfo(url: string, signal: AbortSignal): Promise<Look> {
  const get = (headers: Record<string, string>) =>
    askCoordinator(`${url}/v1/info`, { headers, signal });
  const asForwarded = await get({ 'X-Forwarded-Proto': new URL(url).protocol.slice(0, -1) });
  if (asForwarded.status !== 406) return judge(asForwarded.status, asForwarded.data);
  const plain = await get({});
  return { ...judge(plain.status, plain.data), refusesForwarded: plain.status !== 406 };
}

function judge(status: number, info: unknown): Look {
  if (status !== 200) return unhealthy(`/v1/info answered ${status}`);
  const starting = (info as { starting?: unknown } | null)?.starting;
  if (starting === false) return { state: 'HEALTHY', reason: '/v1/info answered' };
  if (starting === true) return { state: 'PENDING', reason: 'the coordinator is starting' };
  return unhealthy('/v1/info is not that of a Trino coordinator');
}
