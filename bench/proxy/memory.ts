import { usageOf } from './load/process-usage';
import { type RunningSwitchyard } from './systems/start-switchyard';

/** Millions of bytes of one process. */
export interface Memory {
  rss: number;
  /** Of the JavaScript heap, with what is garbage already. */
  heap: number;
}

export type MemoryByProcess = Record<string, Memory>;

/** What the proxy and the router hold now; the heap as /metrics tells it. */
export async function memoryOf({
  url,
  routerUrl,
  processes,
}: RunningSwitchyard): Promise<MemoryByProcess> {
  const urls: Record<string, string> = { proxy: url, router: routerUrl };
  const all = Object.entries(processes).map(async ([name, pid]) => {
    const rss = (usageOf(pid)?.rssBytes ?? NaN) / 1e6;
    const heap = (await heapOf(urls[name]!)) / 1e6;
    return [name, { rss, heap }] as const;
  });
  return Object.fromEntries(await Promise.all(all));
}

async function heapOf(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(/^nodejs_heap_size_used_bytes (\S+)/m.exec(text)?.[1] ?? NaN);
}
