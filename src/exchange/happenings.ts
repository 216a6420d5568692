import type { AccountEvent } from './exchange-results.ts';
import type { TradingAccount } from './trading-account.ts';

/** To begin with: as many events as most calls leave. */
const PLACES = 16;

/**
 * Events on their way to the accounts' listeners.
 *
 * They are told when the call that caused them is done, so a listener finds the exchange consistent and may call it.
 */
export class Happenings {
  /** Places are used again: most calls leave one or two events, and emptying a list costs more than filling it. */
  readonly #accounts = new Array<TradingAccount | null>(PLACES).fill(null);
  readonly #events = new Array<AccountEvent | null>(PLACES).fill(null);
  #count = 0;
  #telling = false;

  /** Call only where somebody listens. */
  add(account: TradingAccount, event: AccountEvent): void {
    this.#accounts[this.#count] = account;
    this.#events[this.#count] = event;
    this.#count++;
  }

  tell(): void {
    if (this.#count > 0 && !this.#telling) this.#tellAll();
  }

  #tellAll(): void {
    this.#telling = true;
    try {
      for (let index = 0; index < this.#count; index++) {
        const event = this.#events[index];
        if (event) this.#accounts[index]?.listener?.heard(event);
        this.#accounts[index] = null;
        this.#events[index] = null;
      }
    } finally {
      this.#count = 0;
      this.#telling = false;
    }
  }
}
