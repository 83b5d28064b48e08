import { setTimeout as sleep } from 'node:timers/promises';
import type { Milliseconds } from './units';

/** Told once that the node stops; resolves when whoever asks for its readiness has had time to hear so. */
export type StopNotice = () => Promise<void>;

/** A load balancer that has not noticed sends connections that nobody would take any more. */
export function createStopNotice(delayMs: Milliseconds, tell: () => void): StopNotice {
  let over: Promise<void> | undefined;
  const give = async () => {
    tell();
    if (delayMs > 0) await sleep(delayMs);
  };
  return () => (over ??= give());
}
