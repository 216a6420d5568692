import type { CancelTimer } from '../ports/clock.ts';

/** Orders that were proven not to have been executed and wait to go again: they are nowhere but here. */
export class Resends {
  readonly #waiting = new Map<string, CancelTimer>();

  wait(clientOrderId: string, cancel: CancelTimer): void {
    this.#waiting.set(clientOrderId, cancel);
  }

  has(clientOrderId: string): boolean {
    return this.#waiting.has(clientOrderId);
  }

  /** To be called when the order goes. */
  gone(clientOrderId: string): void {
    this.#waiting.delete(clientOrderId);
  }

  /** The order will not go again; `false` where it was not waiting to. */
  stop(clientOrderId: string): boolean {
    const cancel = this.#waiting.get(clientOrderId);
    if (cancel === undefined) return false;
    this.#waiting.delete(clientOrderId);
    cancel();
    return true;
  }

  ids(): string[] {
    return [...this.#waiting.keys()];
  }
}
