/**
 * Loaded into a service by --require, so that a test can change the world that the process sees: its
 * wall clock, the names that resolve, and the room on its disk. The file that SWITCHYARD_FAULTS names
 * tells what holds; what was refused is counted in a file beside it.
 */
const dns = require('node:dns');
const fs = require('node:fs');
const { syncBuiltinESMExports } = require('node:module');

const LOOK_MS = 50;

const file = process.env.SWITCHYARD_FAULTS;
const { readFileSync, appendFileSync, readlinkSync } = fs;
let world = {};

const look = () => {
  try {
    world = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    // It is being written; the next look reads it.
  }
};
const count = (what) => appendFileSync(`${file}.counts`, `${what}\n`);

look();
setInterval(look, LOOK_MS).unref();

const RealDate = Date;
const now = () => RealDate.now() + (world.clockOffsetMs ?? 0);
globalThis.Date = class extends RealDate {
  constructor(...given) {
    if (given.length === 0) super(now());
    else super(...given);
  }
  static now() {
    return now();
  }
};

const { lookup } = dns;
dns.lookup = (name, options, callback = options) => {
  if (name !== world.nameGone) return lookup(name, options, callback);
  count('name');
  const error = new Error(`getaddrinfo ENOTFOUND ${name}`);
  return process.nextTick(callback, Object.assign(error, { code: 'ENOTFOUND', hostname: name }));
};

const pathOf = (fd) => {
  try {
    return readlinkSync(`/proc/self/fd/${fd}`);
  } catch {
    return '';
  }
};
const refuse = (path) => {
  if (world.fullDisk === undefined || !path.startsWith(world.fullDisk)) return;
  count('write');
  const error = new Error('ENOSPC: no space left on device, write');
  throw Object.assign(error, { code: 'ENOSPC', errno: -28, syscall: 'write' });
};
for (const name of ['writeSync', 'ftruncateSync']) {
  const real = fs[name];
  fs[name] = (fd, ...others) => {
    if (world.fullDisk !== undefined) refuse(pathOf(fd));
    return real(fd, ...others);
  };
}
syncBuiltinESMExports();
