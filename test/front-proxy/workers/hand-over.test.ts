import { execFileSync } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { eventually } from '../../support/eventually';
import { createCleanup, proxyOfTwoWorkers, simulated } from '../../support/running-proxy';
import { rawClient } from '../../support/raw-http';
import { submit, type Answer } from '../../support/statement-client';
import { clientPortsOf } from './open-ports';

const cleanup = createCleanup();
afterEach(() => cleanup.run());

/** Each on a connection of its own. */
function submitAll(url: string, count: number): { answers: Promise<Answer[]>; answered(): number } {
  let answered = 0;
  const one = async () => {
    const answer = await submit(url, 'select 1', { connection: 'close' });
    answered += 1;
    return answer;
  };
  return { answers: Promise.all(Array.from({ length: count }, one)), answered: () => answered };
}

test('a connection on its way to a worker that dies is answered by another, once', async () => {
  const blue = await simulated(cleanup, { cluster: 'blue' });
  const proxy = await proxyOfTwoWorkers(cleanup, [{ name: 'blue', url: blue.url }]);
  const [victim = 0] = proxy.workers();
  process.kill(victim, 'SIGSTOP');
  const { answers, answered } = submitAll(proxy.url, 8);
  // The first process has those that no worker has taken.
  const untaken = () => clientPortsOf(proxy.pid, proxy.url).size;
  await eventually(() => expect([untaken() > 0, untaken() + answered()]).toEqual([true, 8]));
  process.kill(victim, 'SIGKILL');
  expect((await answers).map(({ status }) => status)).toEqual(Array(8).fill(200));
  expect(blue.queries()).toHaveLength(8);
});

test('who comes when no worker is left is answered by the next one', async () => {
  const blue = await simulated(cleanup, { cluster: 'blue' });
  const proxy = await proxyOfTwoWorkers(cleanup, [{ name: 'blue', url: blue.url }]);
  for (const pid of proxy.workers()) process.kill(pid, 'SIGKILL');
  const { answers } = submitAll(proxy.url, 8);
  expect((await answers).map(({ status }) => status)).toEqual(Array(8).fill(200));
  expect(blue.queries()).toHaveLength(8);
});

test('who comes while no worker may open more files is answered when one may', async () => {
  const blue = await simulated(cleanup, { cluster: 'blue' });
  const proxy = await proxyOfTwoWorkers(cleanup, [{ name: 'blue', url: blue.url }]);
  const mayOpen = (files: number) => {
    for (const pid of proxy.workers())
      execFileSync('prlimit', ['--pid', String(pid), `--nofile=${files}:`]);
  };
  mayOpen(3);
  const { answers, answered } = submitAll(proxy.url, 8);
  const untaken = () => clientPortsOf(proxy.pid, proxy.url).size;
  await eventually(() => expect(untaken()).toBe(8));
  await pause(300);
  expect([untaken(), answered()]).toEqual([8, 0]);
  mayOpen(1024);
  expect((await answers).map(({ status }) => status)).toEqual(Array(8).fill(200));
  expect(blue.queries()).toHaveLength(8);
});

test('workers get connections in turn', async () => {
  const blue = await simulated(cleanup, { cluster: 'blue' });
  const proxy = await proxyOfTwoWorkers(cleanup, [{ name: 'blue', url: blue.url }]);
  const ofWorkers = () => proxy.workers().map((pid) => clientPortsOf(pid, proxy.url).size);
  for (let count = 1; count <= 6; count += 1) {
    const client = rawClient(cleanup, proxy.url);
    client.send('GET /livez HTTP/1.1\r\nHost: proxy\r\n\r\n');
    await client.answers(1);
  }
  await eventually(() => expect(ofWorkers()).toEqual([3, 3]));
});
