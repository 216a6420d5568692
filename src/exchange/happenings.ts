import type { AccountEvent } from './exchange-results.ts';
import type { TradingAccount } from './trading-account.ts';

/**
 * Events on their way to the accounts' listeners.
 *
 * They are told when the call that caused them is done, so a listener finds the exchange consistent and may call it.
 */
export class Happenings {
  readonly #queue: { readonly account: TradingAccount; readonly event: AccountEvent }[] = [];
  #telling = false;

  /** Call only where somebody listens. */
  add(account: TradingAccount, event: AccountEvent): void {
    this.#queue.push({ account, event });
  }

  tell(): void {
    if (this.#queue.length > 0 && !this.#telling) this.#tellAll();
  }

  #tellAll(): void {
    this.#telling = true;
    try {
      for (let index = 0; index < this.#queue.length; index++) {
        const { account, event } = this.#queue[index]!;
        account.listener?.(event);
      }
    } finally {
      this.#queue.length = 0;
      this.#telling = false;
    }
  }
}
