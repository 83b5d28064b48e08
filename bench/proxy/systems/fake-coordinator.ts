import { createServer, type AddressInfo, type Socket } from 'node:net';
import { MessageReader } from '../load/message-reader';
import { firstPage, laterPage, type Answer } from './fake-pages';

// Coordinators that answer with fixed bytes as fast as one process can. The arguments are the last parts
// of their query ids; the ports that they listen on are sent to the parent.

const INFO =
  '{"nodeVersion":{"version":"476"},"environment":"bench","coordinator":true,"starting":false,"uptime":"1.00h"}';

function answerTo(head: string, suffix: string): Answer {
  const space = head.indexOf(' ');
  const method = head.slice(0, space);
  const path = head.slice(space + 1, head.indexOf(' ', space + 1));
  if (method === 'POST' && path === '/v1/statement') return firstPage(head, suffix);
  if (method === 'DELETE') return { status: '204 No Content', parts: [] };
  if (path.startsWith('/v1/statement/')) return laterPage(head, path, suffix);
  if (path === '/v1/info') return { status: '200 OK', parts: [INFO] };
  return { status: '404 Not Found', parts: ['Not found'] };
}

function send(socket: Socket, { status, parts }: Answer): void {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const head = `HTTP/1.1 ${status}\r\nContent-Type: application/json\r\nCache-Control: no-store\r\nContent-Length: ${length}\r\n\r\n`;
  const [first = '', ...others] = parts;
  if (others.length === 0 && typeof first === 'string') {
    socket.write(head + first, 'latin1');
    return;
  }
  socket.cork();
  socket.write(head, 'latin1');
  for (const part of parts) {
    if (typeof part === 'string') socket.write(part, 'latin1');
    else socket.write(part);
  }
  socket.uncork();
}

async function listen(suffix: string): Promise<number> {
  const server = createServer({ noDelay: true }, (socket) => {
    const reader = new MessageReader(0, ({ head }) => {
      const answer = answerTo(head, suffix);
      if (answer.holdMs) setTimeout(send, answer.holdMs, socket, answer);
      else send(socket, answer);
    });
    socket.on('data', (chunk) => reader.push(chunk));
    socket.on('error', () => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', 2048, resolve));
  return (server.address() as AddressInfo).port;
}

process.on('disconnect', () => process.exit());
void Promise.all(process.argv.slice(2).map(listen)).then((ports) => process.send?.(ports));
