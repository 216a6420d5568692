import type { HeldLock, InstanceLock } from '../ports/instance-lock.ts';

/**
 * One lock for a whole host, whatever session trades: a change of mode must not give the account away in between.
 *
 * Hand it to every session's `createPipeline`. A session that stops gives nothing back; {@link release} does. A lock that
 * was lost is taken again by whoever asks next, unless another instance has it then.
 */
export class HostLock implements InstanceLock {
  readonly #lock: InstanceLock;
  readonly #listeners = new Set<(cause: unknown) => void>();
  #held: HeldLock | null = null;
  #isElsewhere = false;
  #taking: Promise<HeldLock | null> | null = null;

  constructor(lock: InstanceLock) {
    this.#lock = lock;
  }

  /** Whether this host has it, as far as is known. */
  get isHeld(): boolean {
    return this.#held?.isHeld === true;
  }

  /** Whether another host had it when it was last asked for. One that was lost may be nobody's. */
  get isElsewhere(): boolean {
    return this.#isElsewhere;
  }

  /** A share of the lock, or `null` while another host has it. @throws {PersistenceError} `store/unavailable`. */
  async tryAcquire(): Promise<HeldLock | null> {
    const held = await this.#take();
    return held === null ? null : this.#share(held);
  }

  /** Gives it back, for all who have a share. Idempotent; never throws. */
  async release(): Promise<void> {
    await this.#taking?.catch(() => {});
    const held = this.#held;
    this.#held = null;
    await held?.release();
  }

  #take(): Promise<HeldLock | null> {
    if (this.#held?.isHeld === true) return Promise.resolve(this.#held);
    this.#taking ??= this.#lock
      .tryAcquire()
      .then((held) => {
        this.#held = held;
        this.#isElsewhere = held === null;
        held?.onLost((cause) => {
          for (const listener of [...this.#listeners]) listener(cause);
        });
        return held;
      })
      .finally(() => {
        this.#taking = null;
      });
    return this.#taking;
  }

  #share(held: HeldLock): HeldLock {
    const listeners = this.#listeners;
    let listening: ((cause: unknown) => void) | null = null;
    const forget = (): void => {
      if (listening !== null) listeners.delete(listening);
      listening = null;
    };
    return {
      get isHeld() {
        return held.isHeld;
      },
      onLost(listener) {
        forget();
        listening = (cause) => {
          forget();
          listener(cause);
        };
        listeners.add(listening);
      },
      async release() {
        forget();
      },
    };
  }
}
