import { KnownSections } from './answer-head';
import { Exchange, type OutgoingRequest, type Receiver } from './origin-exchange';
import { OriginConnection, type ConnectionOwner } from './origin-connection';

export interface OriginLimits {
  connectTimeoutMs: number;
  /** How long an origin may send nothing while it answers. */
  silenceMs: number;
  maxHeadBytes: number;
  maxConnections: number;
  /** Exchanges that may wait for a connection; beyond them they fail at once. */
  maxWaiting: number;
  /** How long a connection may be idle. */
  idleMs: number;
}

const STOPPING = 'the connections to it are closed';

/** An origin sent nothing for too long. */
export class SilentOrigin extends Error {}

/** As much is sent to an origin and waits for it as may. */
export class OriginBusy extends Error {}

/** Gives up one exchange; what it is given as reason goes to the receiver, if that heard no end yet. */
export type Abort = (reason: Error) => void;

/** Connections to one origin, and what waits for one of them. */
export class OriginPool implements ConnectionOwner {
  readonly connectTimeoutMs: number;
  readonly maxHeadBytes: number;
  readonly knownSections = new KnownSections();
  private readonly origin: URL;
  private readonly open = new Set<OriginConnection>();
  /** The one that was used last is used next: the others can go when they are not needed. */
  private readonly idle: OriginConnection[] = [];
  private readonly waiting = new Set<Exchange>();
  private isClosed = false;

  constructor(
    origin: string,
    private readonly limits: OriginLimits,
  ) {
    this.origin = new URL(origin);
    this.connectTimeoutMs = limits.connectTimeoutMs;
    this.maxHeadBytes = limits.maxHeadBytes;
  }

  /** Sends a request. Errors go to the receiver, never thrown. */
  send(request: OutgoingRequest, receiver: Receiver): Abort {
    const exchange = new Exchange(request, receiver);
    const connection = this.isClosed ? undefined : (this.takeIdle() ?? this.connection());
    if (connection !== undefined) this.carry(connection, exchange);
    else this.wait(exchange);
    return (reason) => exchange.abort(reason);
  }

  /** Whether nothing is open and nothing waits. */
  get isEmpty(): boolean {
    return this.open.size === 0 && this.waiting.size === 0;
  }

  onFree(connection: OriginConnection): void {
    const next = this.nextWaiting();
    if (next !== undefined) this.carry(connection, next);
    else if (this.isClosed) connection.destroy();
    else this.idle.push(connection);
  }

  onClosed(connection: OriginConnection): void {
    this.open.delete(connection);
    const at = this.idle.indexOf(connection);
    if (at !== -1) this.idle.splice(at, 1);
    if (this.waiting.size === 0 || this.isClosed) return;
    const another = this.connection();
    if (another !== undefined) this.onFree(another);
  }

  /** Ends what is idle or silent for too long; to be called now and then. */
  sweep(now = performance.now()): void {
    const { silenceMs } = this.limits;
    for (const connection of this.open) {
      if (!connection.isCarrying) {
        if (this.isOld(connection, now)) connection.destroy();
      } else if (now - connection.activeAt > silenceMs && !connection.isPaused) {
        connection.lose(new SilentOrigin(`it sent nothing for ${Math.round(silenceMs)} ms`));
      }
    }
  }

  close(): void {
    this.isClosed = true;
    for (const exchange of [...this.waiting]) exchange.abort(new Error(STOPPING));
    for (const connection of [...this.open]) connection.destroy();
  }

  private carry(connection: OriginConnection, exchange: Exchange): void {
    try {
      connection.carry(exchange);
    } catch (error) {
      if (!connection.isCarrying) this.onFree(connection);
      process.nextTick(() => exchange.fail(error as Error));
    }
  }

  /** One that its origin keeps for sure; the others are closed. */
  private takeIdle(): OriginConnection | undefined {
    const now = performance.now();
    for (;;) {
      const connection = this.idle.pop();
      if (connection === undefined || !this.isOld(connection, now)) return connection;
      connection.destroy();
    }
  }

  private isOld({ activeAt, keptMs }: OriginConnection, now: number): boolean {
    return now - activeAt > Math.min(this.limits.idleMs, keptMs);
  }

  private connection(): OriginConnection | undefined {
    if (this.open.size >= this.limits.maxConnections) return undefined;
    const connection = new OriginConnection(this.origin, this);
    this.open.add(connection);
    return connection;
  }

  private wait(exchange: Exchange): void {
    const { maxConnections, maxWaiting } = this.limits;
    if (this.isClosed) return process.nextTick(() => exchange.fail(new Error(STOPPING)));
    if (this.waiting.size >= maxWaiting) {
      const message = `${maxConnections} requests to it are under way and ${maxWaiting} wait`;
      return process.nextTick(() => exchange.fail(new OriginBusy(message)));
    }
    this.waiting.add(exchange);
    exchange.carrier = { pause() {}, resume() {}, destroy: () => this.waiting.delete(exchange) };
  }

  private nextWaiting(): Exchange | undefined {
    const [next] = this.waiting;
    if (next !== undefined) this.waiting.delete(next);
    return next;
  }
}
