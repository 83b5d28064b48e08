type Event = 'close' | 'drain';
type Listener = () => void;

interface Listening {
  event: Event;
  listener: Listener;
  isOnce: boolean;
}

/** Who listens to one response. An EventEmitter does more, and making one takes as long as a header. */
export class ResponseListeners {
  private listening: Listening[] = [];

  on(event: Event, listener: Listener): this {
    this.listening.push({ event, listener, isOnce: false });
    return this;
  }

  once(event: Event, listener: Listener): this {
    this.listening.push({ event, listener, isOnce: true });
    return this;
  }

  off(event: Event, listener: Listener): this {
    const at = this.listening.findIndex((one) => one.event === event && one.listener === listener);
    if (at !== -1) this.listening.splice(at, 1);
    return this;
  }

  /** Tells those who listen now, in the order in which they came. */
  protected emit(event: Event): void {
    for (const one of [...this.listening]) {
      if (one.event !== event) continue;
      if (one.isOnce) this.off(event, one.listener);
      one.listener();
    }
  }
}
