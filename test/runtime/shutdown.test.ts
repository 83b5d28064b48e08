import pino from 'pino';
import { createShutdown } from '../../runtime/shutdown';

function recordingLog() {
  const lines: { msg: string; what: string }[] = [];
  const write = (line: string) => lines.push(JSON.parse(line) as { msg: string; what: string });
  return { lines, log: pino({ level: 'info' }, { write }) };
}

test('what was opened last is closed first, one after the other', async () => {
  const { log } = recordingLog();
  const shutdown = createShutdown(log);
  const events: string[] = [];
  for (const what of ['database', 'registry', 'server']) {
    shutdown.opened(what, async () => {
      events.push(`${what} closes`);
      await new Promise((resolve) => setTimeout(resolve, 5));
      events.push(`${what} closed`);
    });
  }
  await shutdown.run();
  expect(events).toEqual(
    ['server', 'registry', 'database'].flatMap((what) => [`${what} closes`, `${what} closed`]),
  );
});

test('what cannot be closed is told, and the rest is closed all the same', async () => {
  const { lines, log } = recordingLog();
  const shutdown = createShutdown(log);
  let closed = false;
  shutdown.opened('database', () => {
    closed = true;
  });
  shutdown.opened('server', () => Promise.reject(new Error('stuck')));
  await shutdown.run();
  expect(closed).toBe(true);
  expect(lines).toMatchObject([{ msg: 'could not close on shutdown', what: 'server' }]);
});

test('closing twice closes once, and both callers wait for it', async () => {
  const { log } = recordingLog();
  const shutdown = createShutdown(log);
  let times = 0;
  shutdown.opened('server', async () => {
    await new Promise((resolve) => setTimeout(resolve, 5));
    times++;
  });
  await Promise.all([shutdown.run(), shutdown.run()]);
  expect(times).toBe(1);
});
