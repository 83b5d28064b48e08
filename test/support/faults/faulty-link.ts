import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { reset } from './reset';

/** What a link does with what passes through it. */
export type Condition =
  | { kind: 'sound' }
  /** Every piece arrives so much later, both ways. */
  | { kind: 'slow'; delayMs: number }
  /** Connections are taken and nothing moves until the condition ends, as with a process that is paused. */
  | { kind: 'held' }
  /** Half-open: connections are taken, what is sent is lost, and they never come back to life. */
  | { kind: 'swallowing' }
  /** Connections are taken and reset at the first byte. */
  | { kind: 'resetting' }
  /** Requests whose first line matches are answered with these bytes instead, and the connection ends. */
  | { kind: 'lying'; to: RegExp; bytes: () => string };

/** A stretch of network between two processes that tests can break. */
export interface FaultyLink {
  port: number;
  become(condition: Condition): void;
  /** How often a condition other than sound has struck so far. */
  strikes(): number;
  /** Resets every connection that there is. */
  reset(): void;
  close(): Promise<void>;
}

/** Passes bytes between whoever connects and a port of 127.0.0.1. */
export async function startFaultyLink(origin: number): Promise<FaultyLink> {
  const sockets = new Set<Socket>();
  let condition: Condition = { kind: 'sound' };
  let changed = createSignal();
  let strikes = 0;

  /** False when the connection has come to its end. */
  async function pass(pair: Pair, from: Socket, chunk: Buffer): Promise<boolean> {
    while (condition.kind === 'held') {
      strikes += 1;
      await changed.promise;
    }
    if (pair.isDead || condition.kind === 'swallowing') {
      strikes += 1;
      pair.isDead = true;
      return false;
    }
    if (condition.kind === 'resetting') {
      strikes += 1;
      resetPair(pair);
      return false;
    }
    if (condition.kind === 'slow') {
      strikes += 1;
      await sleep(condition.delayMs);
    }
    if (condition.kind === 'lying' && from === pair.client) {
      const [line = ''] = chunk.toString('latin1', 0, 2000).split('\r\n', 1);
      if (condition.to.test(line)) {
        strikes += 1;
        pair.isDead = true;
        pair.origin.destroy();
        pair.client.end(Buffer.from(condition.bytes(), 'latin1'));
        return false;
      }
    }
    return true;
  }

  function pump(pair: Pair, from: Socket, to: Socket): void {
    let turn: Promise<unknown> = Promise.resolve();
    const next = (work: () => unknown) => void (turn = turn.then(work).catch(() => undefined));
    from.on('data', (chunk: Buffer) => {
      from.pause();
      next(async () => {
        const goesOn = await pass(pair, from, chunk);
        if (goesOn && !to.write(chunk))
          await new Promise((done) => to.once('drain', done).once('close', done));
        from.resume();
      });
    });
    from.on('end', () => next(() => pair.isDead || to.end()));
    from.on('close', () => next(() => pair.isDead || to.destroy()));
    from.on('error', () => undefined);
  }

  const server = createServer({ allowHalfOpen: true }, (client) => {
    const pair: Pair = {
      client,
      origin: connect({ port: origin, host: '127.0.0.1' }),
      isDead: false,
    };
    for (const socket of [client, pair.origin]) {
      sockets.add(socket.setNoDelay(true));
      socket.once('close', () => sockets.delete(socket));
    }
    // A port that refuses looks the same from before the link.
    pair.origin.on('error', () => !pair.isDead && reset(client));
    pump(pair, client, pair.origin);
    pump(pair, pair.origin, client);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  return {
    port: (server.address() as AddressInfo).port,
    become(next) {
      condition = next;
      changed.fire();
      changed = createSignal();
    },
    strikes: () => strikes,
    reset() {
      for (const socket of sockets) reset(socket);
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface Pair {
  client: Socket;
  origin: Socket;
  /** Nothing passes any more, and neither side is told. */
  isDead: boolean;
}

function resetPair({ client, origin }: Pair): void {
  reset(client);
  reset(origin);
}

function createSignal() {
  let fire: () => void = () => undefined;
  const promise = new Promise<void>((resolve) => (fire = resolve));
  return { promise, fire: () => fire() };
}
