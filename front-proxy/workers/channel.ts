import type { Milliseconds } from '../../runtime/units';

/** What one side of a channel does for the other: by a name of the subject, and of the method. */
export type Handlers = Record<string, object>;

type Method = (...args: never[]) => unknown;
type MethodsOf<Subject> = {
  [Name in keyof Subject]: Subject[Name] extends Method ? Name : never;
}[keyof Subject] &
  string;
type ArgsOf<Value> = Value extends (...args: infer Args) => unknown ? Args : never;
type ResultOf<Value> = Value extends (...args: never[]) => infer Result ? Awaited<Result> : never;

type Message =
  | { kind: 'tell'; of: string; method: string; args: unknown[] }
  | { kind: 'ask'; id: number; of: string; method: string; args: unknown[] }
  | { kind: 'cancel'; id: number }
  | { kind: 'answer'; id: number; value: unknown }
  | { kind: 'failure'; id: number; message: string };

interface Asking {
  resolve: (value: unknown) => void;
  reject: (err: Error) => void;
}

/** A process on the other side, as node:child_process has it. */
export interface Peer {
  send(messages: Message[]): void;
  onMessages(take: (messages: Message[]) => void): void;
}

/** What is told goes out together after this pause: a message costs more than what it holds. */
const GATHER_MS = 5;

/**
 * Calls between two processes. `tell` wants no answer; what is told and asked arrives in that order.
 * Arguments are what structured clone takes. An `ask` takes a signal and ends when it aborts or the
 * channel closes.
 */
export function createChannel<Theirs extends object>(peer: Peer, handlers: Handlers) {
  const asked = new Map<number, Asking>();
  const answering = new Map<number, AbortController>();
  let waiting: Message[] = [];
  let timer: NodeJS.Timeout | undefined;
  let lastId = 0;
  let isClosed = false;

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    const messages = waiting;
    waiting = [];
    if (messages.length > 0 && !isClosed) peer.send(messages);
  }

  function put(message: Message, delayMs: Milliseconds): void {
    waiting.push(message);
    if (delayMs === 0) flush();
    else timer ??= setTimeout(flush, delayMs);
  }

  function call({ of, method, args }: { of: string; method: string; args: unknown[] }): unknown {
    const subject = handlers[of] as Record<string, Method> | undefined;
    const run = subject?.[method];
    if (run === undefined) throw new Error(`no ${of}.${method} here`);
    return run.apply(subject, args as never[]);
  }

  async function answer(message: Extract<Message, { kind: 'ask' }>): Promise<void> {
    const { id } = message;
    const canceled = new AbortController();
    answering.set(id, canceled);
    try {
      const value = await call({ ...message, args: [...message.args, canceled.signal] });
      put({ kind: 'answer', id, value }, 0);
    } catch (err) {
      put({ kind: 'failure', id, message: (err as Error).message }, 0);
    } finally {
      answering.delete(id);
    }
  }

  function settle(id: number, end: (asking: Asking) => void): void {
    const asking = asked.get(id);
    asked.delete(id);
    if (asking !== undefined) end(asking);
  }

  function take(message: Message): void {
    switch (message.kind) {
      case 'tell':
        return void call(message);
      case 'ask':
        return void answer(message);
      case 'cancel':
        return answering.get(message.id)?.abort(new Error('the client went away'));
      case 'answer':
        return settle(message.id, ({ resolve }) => resolve(message.value));
      case 'failure':
        return settle(message.id, ({ reject }) => reject(new Error(message.message)));
    }
  }

  peer.onMessages((messages) => messages.forEach(take));

  return {
    tell<Of extends keyof Theirs & string, Name extends MethodsOf<Theirs[Of]>>(
      of: Of,
      method: Name,
      ...args: ArgsOf<Theirs[Of][Name]>
    ): void {
      put({ kind: 'tell', of, method, args }, GATHER_MS);
    },

    /** Sends what was told at once: somebody may wait for it. */
    hurry: flush,

    async ask<Of extends keyof Theirs & string, Name extends MethodsOf<Theirs[Of]>>(
      of: Of,
      method: Name,
      args: unknown[],
      signal?: AbortSignal,
    ): Promise<ResultOf<Theirs[Of][Name]>> {
      signal?.throwIfAborted();
      if (isClosed) throw new Error('the other process is gone');
      const id = (lastId += 1);
      const answered = new Promise((resolve, reject) => asked.set(id, { resolve, reject }));
      const cancel = () => {
        put({ kind: 'cancel', id }, 0);
        settle(id, ({ reject }) => reject(signal?.reason as Error));
      };
      signal?.addEventListener('abort', cancel, { once: true });
      put({ kind: 'ask', id, of, method, args }, 0);
      try {
        return (await answered) as ResultOf<Theirs[Of][Name]>;
      } finally {
        signal?.removeEventListener('abort', cancel);
      }
    },

    /** The other side is gone: what was asked fails, what it asked is canceled. */
    close(): void {
      isClosed = true;
      clearTimeout(timer);
      for (const id of [...asked.keys()]) {
        settle(id, ({ reject }) => reject(new Error('the other process is gone')));
      }
      for (const canceled of answering.values()) canceled.abort(new Error('the worker is gone'));
    },
  };
}

export type Channel<Theirs extends object> = ReturnType<typeof createChannel<Theirs>>;
