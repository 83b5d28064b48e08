import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { memoryOf, type MemoryByProcess } from './memory';
import { type Begin } from './soak/process';
import { type Tally } from './soak/soak-client';
import { nextMessage, startHelper } from './systems/helper-process';
import { startSwitchyard } from './systems/start-switchyard';
import { type Site } from './systems/system';

export interface Soak {
  minutes: number;
  clients: number;
  samples: SoakSample[];
  tally: Tally;
}

export interface SoakSample {
  seconds: number;
  /** Answered since the start. */
  requests: number;
  memory: MemoryByProcess;
}

const SAMPLE_MS = 30_000;
/** Short soaks are sampled more often. */
const LEAST_SAMPLES = 36;
const PROGRESS_MS = 30_000;

/** Clients of many kinds for as long as told, while the memory of both services is watched. */
export async function measureSoak(
  { minutes, clients }: { minutes: number; clients: number },
  site: Site,
  tell: (what: string) => void,
): Promise<Soak> {
  const switchyard = await startSwitchyard(site, 'soak');
  const helper = startHelper(join(__dirname, 'soak/process.js'), [], site.cores.rest);
  const ask = async (message: Begin | 'tell'): Promise<Tally> => {
    const answer = nextMessage(helper);
    helper.send(message);
    return (await answer) as Tally;
  };
  const samples: SoakSample[] = [];
  const soakMs = minutes * 60_000;
  const began = performance.now();
  let tally = await ask({ url: switchyard.url, clients });
  tell(`soaking for ${minutes} minutes`);
  let told = began;
  while (performance.now() - began < soakMs) {
    await pause(Math.min(SAMPLE_MS, soakMs / LEAST_SAMPLES));
    tally = await ask('tell');
    const seconds = (performance.now() - began) / 1000;
    const sample = { seconds, requests: tally.requests, memory: await memoryOf(switchyard) };
    samples.push(sample);
    if (performance.now() - told >= PROGRESS_MS * 0.9) {
      told = performance.now();
      tell(progressOf(sample, tally));
    }
  }
  helper.disconnect();
  await switchyard.stop();
  return { minutes, clients, samples, tally };
}

function progressOf({ seconds, requests, memory }: SoakSample, { failed }: Tally): string {
  const held = Object.entries(memory).map(
    ([name, { rss, heap }]) => `${name} ${Math.round(rss)} MB (heap ${Math.round(heap)})`,
  );
  const failures = Object.values(failed).reduce((sum, { count }) => sum + count, 0);
  const rate = Math.round(requests / seconds);
  return `${Math.round(seconds)} s, ${rate} requests/s, ${held.join(', ')}, ${failures} failed`;
}
