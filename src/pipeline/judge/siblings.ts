import { type Decimal, ZERO } from '../../domain/decimal.ts';
import type { ExposingOrder } from '../../domain/exposure.ts';

/** What accepted entries of the same batch have taken up already: each counts as filled for those after it. */
export class Siblings {
  readonly #orders: ExposingOrder[] = [];
  readonly #reserved = new Map<string, Decimal>();

  get orders(): readonly ExposingOrder[] {
    return this.#orders;
  }

  /** Margin and fees set aside of a currency. */
  reserved(currency: string): Decimal {
    return this.#reserved.get(currency) ?? ZERO;
  }

  add(order: ExposingOrder, needed: Decimal): void {
    const { settleCurrency } = order.instrument;
    this.#orders.push(order);
    this.#reserved.set(settleCurrency, this.reserved(settleCurrency).add(needed));
  }
}
