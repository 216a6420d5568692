import { PersistenceError } from '../../../src/errors/index.ts';
import { memoryStores } from '../../../src/persistence/memory-stores.ts';
import type { Stores } from '../../../src/ports/stores.ts';

/** `up`: it works. `down`: it refuses. `hangs`: it never answers. `mute`: it works, and never answers. */
export type Mood = 'up' | 'down' | 'hangs' | 'mute';

/** Stores in memory that fail as a test wants, and the names of the writes that they have done, in order. */
export class FlakyStores {
  mood: Mood = 'up';
  readonly done: string[] = [];
  readonly inner: Stores = memoryStores({ portfolioId: 'p', runtimeMode: 'paper' });
  readonly stores: Stores;

  constructor() {
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
          if (this.mood === 'hangs') return new Promise(() => {});
          const answer: unknown = await call.apply(target, args);
          this.done.push(`${name}.${String(method)}`);
          return this.mood === 'mute' ? new Promise(() => {}) : answer;
        };
      },
    });
  }
}
