import { writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { isMainThread } from 'node:worker_threads';
import { countAllocated } from './allocated';

// Loaded into a service before its own program (node --require): each connection begins to count and,
// when the other side ends it, tells how many bytes were allocated. Its port stands in a file.
// Threads load it, too, and have heaps of their own.
if (isMainThread) listen();

function listen(): void {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    const count = countAllocated();
    socket.write('counting');
    socket.on('end', () => socket.end(String(count())));
    socket.resume();
  });
  server.unref();
  server.listen(0, '127.0.0.1', () => {
    writeFileSync(`${process.pid}.counter`, String((server.address() as AddressInfo).port));
  });
}
