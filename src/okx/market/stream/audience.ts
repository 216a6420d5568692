import type { BrokerError } from '../../../errors/index.ts';
import type { Logger } from '../../../ports/logger.ts';
import type { MarketGap, MarketListener } from '../../../ports/market-listener.ts';

/** Everybody who listens to one channel. */
export class Audience<T> {
  readonly #logger: Logger;
  readonly #listeners = new Set<MarketListener<T>>();
  #isLive = false;
  #newest: T | null = null;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  get size(): number {
    return this.#listeners.size;
  }

  /** Lets somebody in; of a channel that is live he hears what was told last of its state, where that is a state. */
  add(listener: MarketListener<T>): void {
    this.#listeners.add(listener);
    if (!this.#isLive) return;
    const state = this.#newest;
    this.#safely(() => {
      if (state !== null) listener.onNews(state);
      listener.onLive?.();
    });
  }

  remove(listener: MarketListener<T>): void {
    this.#listeners.delete(listener);
  }

  /** Tells what happened once. */
  tell(news: T): void {
    for (const listener of this.#listeners) this.#safely(() => listener.onNews(news));
  }

  /** Tells how something stands; whoever comes later begins with it. */
  tellState(state: T): void {
    this.#newest = state;
    this.tell(state);
  }

  live(): void {
    if (this.#isLive) return;
    this.#isLive = true;
    for (const listener of this.#listeners) this.#safely(() => listener.onLive?.());
  }

  lost(): void {
    if (!this.#isLive) return;
    this.#isLive = false;
    for (const listener of this.#listeners) this.#safely(() => listener.onLost?.());
  }

  gap(gap: MarketGap): void {
    for (const listener of this.#listeners) this.#safely(() => listener.onGap?.(gap));
  }

  refused(error: BrokerError): void {
    for (const listener of this.#listeners) this.#safely(() => listener.onRefused?.(error));
  }

  #safely(call: () => void): void {
    try {
      call();
    } catch (error) {
      this.#logger.error('A listener to market data failed.', { error: String(error) });
    }
  }
}
