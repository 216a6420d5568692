import { PersistenceError } from '../../../src/errors/index.ts';
import { memoryStores } from '../../../src/persistence/memory-stores.ts';
import type { Stores } from '../../../src/ports/stores.ts';
import type { SilenceClock } from './silence-clock.ts';

/** `up`: it works. `down`: it refuses. `hangs`: it never answers. `mute`: it works, and never answers. */
export type Mood = 'up' | 'down' | 'hangs' | 'mute';

/** Stores in memory that fail as a test wants, and the names of the writes that they have done, in order. */
export class FlakyStores {
  mood: Mood = 'up';
  readonly done: string[] = [];
  readonly inner: Stores = memoryStores({ portfolioId: 'p', runtimeMode: 'paper' });
  readonly stores: Stores;
  readonly #clock: SilenceClock | null;

  /** `clock`: on which whoever waits for an answer that does not come gives up; without one, nobody does. */
  constructor(clock: SilenceClock | null = null) {
    this.#clock = clock;
    const { scope, close, [Symbol.asyncDispose]: dispose, ...parts } = this.inner;
    const flaky = Object.entries(parts).map(([name, part]) => [name, this.#flaky(name, part)] as const);
    this.stores = { ...this.inner, ...Object.fromEntries(flaky), scope, close, [Symbol.asyncDispose]: dispose };
  }

  #flaky(name: string, part: object): object {
    return new Proxy(part, {
      get: (target, method) => {
        const call: unknown = Reflect.get(target, method);
        if (typeof call !== 'function') return call;
        return async (...args: unknown[]) => {
          if (this.mood === 'down') throw new PersistenceError('It is down.', { code: 'store/unavailable' });
          const isSilent = this.mood !== 'up';
          const giveUp = isSilent ? (this.#clock?.beforeWaiting() ?? (() => {})) : () => {};
          if (this.mood !== 'hangs') {
            const answer: unknown = await call.apply(target, args);
            this.done.push(`${name}.${String(method)}`);
            if (!isSilent) return answer;
          }
          queueMicrotask(giveUp);
          return new Promise(() => {});
        };
      },
    });
  }
}
