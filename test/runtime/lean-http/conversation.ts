import { setImmediate as nextTurn } from 'node:timers/promises';
import { rawClient, readMessages, type RawMessage } from '../../support/raw-http';
import { createCleanup } from '../../support/running-proxy';
import type { ObservedServer } from './both-servers';

/** Follows what is sent, and is answered last where what came before was read to its end. */
const LAST = 'GET /last HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n';

export interface Reaction {
  /** Each with its headers sorted, without the date. */
  answers: RawMessage[];
  /** What is no whole answer. */
  rest: string;
}

/** Sends these pieces, one last request and the end of the connection; what came back. */
export async function converse(
  { url }: ObservedServer,
  pieces: readonly string[],
): Promise<Reaction> {
  const cleanup = createCleanup();
  const client = rawClient(cleanup, url);
  for (const piece of pieces) {
    client.send(piece);
    // So that it is a packet of its own.
    await nextTurn();
    await nextTurn();
  }
  client.send(LAST);
  client.socket.end();
  const { messages, rest } = readMessages(await client.closed(), true);
  await cleanup.run();
  return { answers: messages.map(comparable), rest };
}

function comparable({ start, headers, body }: RawMessage): RawMessage {
  return { start, headers: headers.filter((line) => !line.startsWith('Date: ')).sort(), body };
}

/**
 * What differs between the two on purpose: a request that is cut off in the middle, or that comes with
 * others before their answers, is ended without a word where node:http says 400.
 */
export function withoutLastWords(reaction: Reaction): Reaction {
  const last = reaction.answers.at(-1);
  const isCutOff = last !== undefined && /Invalid EOF state/.test(last.body);
  return isCutOff ? { ...reaction, answers: reaction.answers.slice(0, -1) } : reaction;
}

/**
 * Whether node:http lost the last answer to a broken request that followed in the same packet. The lean
 * server answers one after the other, so that the answer is out by then.
 */
export function isCutShort(plain: Reaction, lean: Reaction): boolean {
  const common = lean.answers.slice(0, plain.answers.length);
  const [answer, ...later] = lean.answers.slice(plain.answers.length);
  return (
    JSON.stringify(common) === JSON.stringify(plain.answers) &&
    answer?.start === 'HTTP/1.1 200 OK' &&
    !answer.body.includes('"url":"/last"') &&
    later.every(({ start }) => start === 'HTTP/1.1 400 Bad Request')
  );
}
