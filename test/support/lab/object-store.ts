import { join } from 'node:path';
import { cached, progress } from './cache-folder';
import { freePorts } from '../free-ports';
import { startProcess, waitUntilReady } from './processes';
import { succeed } from './run-command';

// A simulated S3 under the Apache License; moto's own extra "server" would bring every AWS service.
const MOTO = ['moto[s3]==5.2.5', 'flask==3.1.3', 'flask-cors==6.0.5'];

/** What programs need to know to use the object store. */
export interface ObjectStore {
  url: string;
  bucket: string;
}

/** Starts a simulated S3 on a free port of 127.0.0.1, with one empty bucket. */
export async function startObjectStore(folder: string, name: string): Promise<ObjectStore> {
  const python = await motoPython();
  const [port = 0] = await freePorts(1);
  const store = { url: `http://127.0.0.1:${port}`, bucket: 'segments' };
  const args = ['-m', 'moto.server', '-H', '127.0.0.1', '-p', String(port)];
  startProcess(folder, name, python, args, { cwd: folder });
  await waitUntilReady(folder, name, async () => {
    return (await fetch(`${store.url}/${store.bucket}`, { method: 'PUT' })).ok;
  });
  return store;
}

/** Keys of all objects in the bucket. */
export async function objectsIn({ url, bucket }: ObjectStore): Promise<string[]> {
  const answer = await fetch(`${url}/${bucket}?list-type=2`);
  const text = await answer.text();
  if (!answer.ok) throw new Error(`listing ${bucket} answered ${answer.status}: ${text}`);
  return [...text.matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, key = '']) => key);
}

async function motoPython(): Promise<string> {
  const folder = await cached(MOTO.join('-'), async (empty) => {
    progress('installing moto, a simulated S3');
    await succeed('python3', ['-m', 'venv', empty]);
    const python = join(empty, 'bin/python');
    await succeed(python, ['-m', 'pip', 'install', '-q', ...MOTO]);
  });
  return join(folder, 'bin/python');
}
