import type { Decimal } from '../../domain/decimal.ts';
import type { PositionKey } from '../../domain/order-intent.ts';
import type { Position } from '../../domain/position.ts';
import { isBrokerError } from '../../errors/index.ts';
import type { BaseBroker } from '../../ports/broker.ts';
import type { CarriedOut } from './carried-out.ts';

/** The leverage that an entry asks for, on the position that it adds to. */
export class EntryLeverage {
  readonly #broker: BaseBroker;
  readonly #key: PositionKey;
  readonly #wanted: Decimal;
  readonly #held: Position | null;

  private constructor(broker: BaseBroker, key: PositionKey, wanted: Decimal, held: Position | null) {
    this.#broker = broker;
    this.#key = key;
    this.#wanted = wanted;
    this.#held = held;
  }

  /** @throws What the broker throws when the positions cannot be read. */
  static async of(broker: BaseBroker, key: PositionKey, wanted: Decimal): Promise<EntryLeverage> {
    const held = (await broker.getPositions()).find(
      ({ instrument, marginMode }) => instrument === key.instrument && marginMode === key.marginMode,
    );
    return new EntryLeverage(broker, key, wanted, held ?? null);
  }

  /** Whether what is held would be held otherwise. */
  get changesPosition(): boolean {
    return this.#held !== null && !this.#held.leverage.eq(this.#wanted);
  }

  /** Why it cannot be set; `null` when it is. @throws What the broker throws when that is not known. */
  async set(): Promise<CarriedOut['reason']> {
    try {
      await this.#broker.setLeverage(this.#key, this.#wanted);
      return null;
    } catch (error) {
      if (!isBrokerError(error, 'order/refused')) throw error;
      return { code: 'leverage_limit', message: error.message };
    }
  }

  /** Gives the position its leverage back, where the entry came to nothing. A sentence where that does not work, else `null`. Never throws. */
  async putBack(): Promise<string | null> {
    if (this.#held === null || !this.changesPosition) return null;
    const before = this.#held.leverage;
    try {
      await this.#broker.setLeverage(this.#key, before);
      return null;
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      return `The leverage of the position is ${this.#wanted.toFixed()} now; ${before.toFixed()} could not be set again: ${why}`;
    }
  }
}
