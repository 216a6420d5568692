import type { Instrument } from '../domain/instrument.ts';
import type { Order } from '../domain/order.ts';
import type { MarginMode } from '../domain/order-intent.ts';
import { sizeText } from './codec/listing.ts';
import type { OkxDesk } from './okx-desk.ts';

/** When it is looked whether a change has come about, ms; then it is asked for again. */
const LOOK_AFTER_MS = 1_000;
const MOST_ATTEMPTS = 5;

/** What it takes to know how large protection may be, and is. */
export interface ProtectionSurroundings {
  /** The size of a position as it is known now, in signed lots. */
  readonly lotsOf: (instrument: Instrument, marginMode: MarginMode) => number;
  /** Reads an order and tells what is new of it. */
  readonly refresh: (order: Order) => Promise<unknown>;
}

/**
 * Keeps stops and targets from being larger than their position.
 *
 * OKX leaves them as they were when a part of the position is closed, and a reduce-only order that is larger than the
 * position may be refused whole when it is set off.
 *
 * @see law 3, "never naked".
 */
export class ProtectionSizes {
  readonly #desk: OkxDesk;
  readonly #around: ProtectionSurroundings;
  /** OKX's ids of conditions that are being changed. */
  readonly #changing = new Set<string>();
  #requests = 0;

  constructor(desk: OkxDesk, around: ProtectionSurroundings) {
    this.#desk = desk;
    this.#around = around;
  }

  /** The size of a position is known anew. */
  fit(instrument: Instrument, marginMode: MarginMode): void {
    const lots = this.#around.lotsOf(instrument, marginMode);
    // With the position its protection goes altogether.
    if (lots === 0) return;
    for (const order of this.#desk.orders.open()) {
      const { identity, venueOrderId } = order;
      if (identity.instrument !== instrument || identity.marginMode !== marginMode || venueOrderId === null) continue;
      if (!this.#isTooLarge(order, lots) || this.#changing.has(venueOrderId)) continue;
      this.#changing.add(venueOrderId);
      this.#desk.later(0, 'Fitting protection to its position', () => this.#shrink(order, venueOrderId, 1));
    }
  }

  #isTooLarge(order: Order, lots: number): boolean {
    const { orders } = this.#desk;
    const { clientOrderId, parentClientOrderId, role, side, type, state, progress } = order;
    if (role !== 'stop_loss' && role !== 'take_profit') return false;
    // What somebody placed by hand is theirs; a trailing stop cannot be changed.
    if (parentClientOrderId === null && progress.attempts === 0) return false;
    if (state !== 'armed' || type === 'trailing_stop' || orders.isWhole(clientOrderId)) return false;
    // As long as its entry fills, the position is on its way to that size.
    if (parentClientOrderId !== null && orders.get(parentClientOrderId)?.isTerminal === false) return false;
    // What closed a position that has turned round since is not this one's.
    return lots > 0 === (side === 'sell') && progress.lots > Math.abs(lots);
  }

  async #shrink(order: Order, algoId: string, attempt: number): Promise<void> {
    const { line, orders, logger } = this.#desk;
    const { instrument, marginMode } = order.identity;
    const lots = this.#around.lotsOf(instrument, marginMode);
    const current = orders.get(order.clientOrderId) ?? order;
    if (lots === 0 || !this.#isTooLarge(current, lots) || attempt > MOST_ATTEMPTS) {
      this.#changing.delete(algoId);
      if (attempt > MOST_ATTEMPTS)
        logger.error('Protection is larger than its position.', { order: order.clientOrderId });
      return;
    }
    this.#requests += 1;
    const { trade } = line.at('reduce');
    const outcome = await trade.amendAlgo({
      instId: instrument.id,
      algoId,
      newSz: sizeText(this.#desk.listing(instrument.id), Math.abs(lots)),
      reqId: `z${this.#requests}`,
    });
    if (outcome.outcome === 'refused') {
      logger.warn('OKX does not fit protection to its position.', {
        order: order.clientOrderId,
        reason: outcome.venueMessage,
      });
    }
    this.#desk.later(LOOK_AFTER_MS, 'Fitting protection to its position', async () => {
      try {
        const now = orders.get(order.clientOrderId) ?? order;
        if (this.#isTooLarge(now, this.#around.lotsOf(instrument, marginMode))) await this.#around.refresh(now);
      } finally {
        await this.#shrink(order, algoId, attempt + 1);
      }
    });
  }
}
