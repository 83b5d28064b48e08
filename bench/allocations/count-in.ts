import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';

/** Counts bytes that a service which has loaded `counter.ts` allocates during the work. */
export async function countIn(
  folder: string,
  pid: number,
  work: () => Promise<unknown>,
): Promise<number> {
  const port = Number(readFileSync(join(folder, `${pid}.counter`), 'utf8'));
  const socket = connect({ host: '127.0.0.1', port, allowHalfOpen: true });
  await once(socket, 'data');
  await work();
  socket.end();
  const [told] = (await once(socket, 'data')) as [Buffer];
  return Number(told.toString());
}
