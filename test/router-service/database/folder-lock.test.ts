import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { lockFolder } from '../../../router-service/database/folder-lock';

let folder: string;
const lockFile = () => join(folder, 'switchyard.lock');

const leave = (holder: { pid: number; host?: string; startedAt?: string }) =>
  writeFileSync(
    lockFile(),
    JSON.stringify({ host: hostname(), startedAt: '', id: 'somebody', ...holder }),
  );

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'switchyard-lock-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('a folder is open once, and again after it was given back', async () => {
  const unlock = await lockFolder(folder);
  await expect(lockFolder(folder)).rejects.toMatchObject({
    code: 'DATABASE_IN_USE',
    message: expect.stringContaining(`process ${process.pid} on ${hostname()}; stop that process`),
  });
  await unlock();
  await unlock();
  expect(existsSync(lockFile())).toBe(false);
  await (
    await lockFolder(folder)
  )();
});

test('what a dead process left behind is taken over', async () => {
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  leave({ pid });
  const unlock = await lockFolder(folder);
  await unlock();
  expect(readdirSync(folder)).toEqual([]);
});

test('the lock of another living process is respected', async () => {
  const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  try {
    leave({ pid: other.pid ?? 0 });
    await expect(lockFolder(folder)).rejects.toMatchObject({ code: 'DATABASE_IN_USE' });
    expect(existsSync(lockFile())).toBe(true);
  } finally {
    other.kill();
  }
});

test('a pid that a later process got says nothing', async () => {
  leave({ pid: process.pid, startedAt: 'another boot, another time' });
  const unlock = await lockFolder(folder);
  await unlock();
});

test('a broken lock file is taken over', async () => {
  writeFileSync(lockFile(), '{');
  const unlock = await lockFolder(folder);
  await unlock();
});

test('the lock of another host counts while it is kept fresh', async () => {
  leave({ pid: 1, host: 'elsewhere' });
  await expect(lockFolder(folder)).rejects.toThrow('process 1 on elsewhere');
  const longAgo = new Date(Date.now() - 120_000);
  utimesSync(lockFile(), longAgo, longAgo);
  const unlock = await lockFolder(folder);
  await unlock();
});

test('of many that ask at once for a folder that a dead process left, one gets it', async () => {
  leave({ pid: spawnSync(process.execPath, ['-e', '']).pid });
  const asked = await Promise.allSettled(Array.from({ length: 8 }, () => lockFolder(folder)));
  const got = asked.filter(({ status }) => status === 'fulfilled');
  expect(got).toHaveLength(1);
});
