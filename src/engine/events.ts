import { EventEmitter } from 'eventemitter3';
import type { BrokerEvent, BrokerEventOf, BrokerEventType, Unsubscribe } from '../ports/broker.ts';

/** A {@link BrokerEvent} before it has its number. */
export type BrokerNews = BrokerEvent extends infer E
  ? E extends BrokerEvent
    ? Omit<E, 'sequence' | 'at'>
    : never
  : never;

type Listener = (event: BrokerEvent) => unknown;

/**
 * Tells listeners what happened, numbered without gaps and in the order in which it happened.
 *
 * What happens while a listener runs is told after it, so that everyone hears the same order. A listener that throws or
 * rejects breaks nothing: it becomes a `listener.failed` of its own.
 */
export class BrokerEvents {
  /** How many listen to each type; costly events are only made where someone does, and counted with {@link skip} else. */
  readonly hears: Readonly<Record<BrokerEventType, number>>;
  readonly #hears: Record<BrokerEventType, number> = {
    'order.updated': 0,
    'order.filled': 0,
    'position.opened': 0,
    'position.changed': 0,
    'position.closed': 0,
    'position.drifted': 0,
    'protection.changed': 0,
    'ledger.entry': 0,
    'trading.paused': 0,
    'trading.resumed': 0,
    'risk.breached': 0,
    'instrument.changed': 0,
    'connection.changed': 0,
    'listener.failed': 0,
  };
  readonly #emitter = new EventEmitter();
  readonly #queue: BrokerEvent[] = [];
  #sequence = 0;
  #telling = false;

  constructor() {
    this.hears = this.#hears;
  }

  on<T extends BrokerEventType>(type: T, listener: (event: BrokerEventOf<T>) => void): Unsubscribe {
    // One wrapper per subscription: the same function may listen twice, and each failure is caught on its own.
    const guarded: Listener = (event) => this.#call(listener as Listener, event);
    this.#emitter.on(type, guarded);
    this.#hears[type] += 1;
    let isOn = true;
    return () => {
      if (!isOn) return;
      isOn = false;
      this.#hears[type] -= 1;
      this.#emitter.off(type, guarded);
    };
  }

  /** Counts an event that nobody hears. */
  skip(): void {
    this.#sequence++;
  }

  emit(news: BrokerNews, at: number): void {
    const sequence = ++this.#sequence;
    if (this.#hears[news.type] === 0) return;
    // The news become the event: copying every one of them would cost more than telling it.
    const stamped: BrokerNews & { sequence?: number; at?: number } = news;
    stamped.sequence = sequence;
    stamped.at = at;
    this.#tell(stamped as BrokerEvent);
  }

  /** Whether listeners are being called: a command given now must not reach the venue in the middle of its news. */
  get telling(): boolean {
    return this.#telling;
  }

  #tell(event: BrokerEvent): void {
    if (this.#telling) {
      this.#queue.push(event);
      return;
    }
    this.#telling = true;
    try {
      this.#emitter.emit(event.type, event);
      for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) {
        this.#emitter.emit(next.type, next);
      }
    } finally {
      this.#telling = false;
    }
  }

  #call(listener: Listener, event: BrokerEvent): void {
    try {
      // By `call`: V8 compiles a plain call for the one function that it has met, and throws that away at the next one.
      const result = listener.call(undefined, event);
      if (isThenable(result)) result.then(undefined, (error: unknown) => this.#failed(event, error));
    } catch (error) {
      this.#failed(event, error);
    }
  }

  #failed(event: BrokerEvent, error: unknown): void {
    // A failing listener of failures is not told of its own failure: that would never end.
    if (event.type !== 'listener.failed') {
      this.emit({ type: 'listener.failed', eventType: event.type, error }, event.at);
    }
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}
