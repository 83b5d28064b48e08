import { MessageReader, type Message } from '../../../bench/proxy/load/message-reader';

const LENGTH = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello';
const CHUNKED =
  'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2;name=value\r\nlo\r\n0\r\nTrailer: t\r\n\r\n';
const EMPTY = 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n';
const WITHOUT = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n';

function read(text: string, pieces: number, keep = 100): Message[] {
  const messages: Message[] = [];
  const reader = new MessageReader(keep, (message) => messages.push(message));
  const bytes = Buffer.from(text, 'latin1');
  for (let at = 0; at < bytes.length; at += pieces) reader.push(bytes.subarray(at, at + pieces));
  return messages;
}

// However TCP cuts it.
test.each([1, 2, 3, 7, 50, 1000])('messages are told apart in pieces of %d bytes', (pieces) => {
  const messages = read(LENGTH + CHUNKED + EMPTY + WITHOUT + LENGTH, pieces);
  expect(messages.map(({ start }) => start)).toEqual(['hello', 'hello', '', '', 'hello']);
  expect(messages.map(({ bodyBytes }) => bodyBytes)).toEqual([5, 5, 0, 0, 5]);
});

test('a head ends before the blank line', () => {
  expect(read(WITHOUT, 1000)[0]?.head).toBe('GET / HTTP/1.1\r\nHost: a');
});

test('only the beginning of a body is kept', () => {
  expect(read(LENGTH + CHUNKED, 2, 4)).toMatchObject([
    { start: 'hell', bodyBytes: 5 },
    { start: 'hell', bodyBytes: 5 },
  ]);
});
