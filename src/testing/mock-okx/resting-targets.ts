import type { AttachedTerms } from './algo-terms.ts';
import type { DeskAlgo } from './desk-algo.ts';
import type { DeskOrder } from './desk-order.ts';
import type { OrderDesk } from './order-desk.ts';

/** Targets that were attached as limit orders: they rest in the book from the first fill of their parent on. */
export class RestingTargets {
  readonly #desk: OrderDesk;
  /** By the id of the attached protection. */
  readonly #orders = new Map<string, DeskOrder>();

  constructor(desk: OrderDesk) {
    this.#desk = desk;
  }

  /** Puts the target of an order into the book, or lets it grow with what is filled. */
  cover(parent: DeskOrder, { attachAlgoId, attachAlgoClOrdId, restingTicks, stopLoss }: AttachedTerms, lots: number) {
    if (restingTicks === null) return;
    const { listed, side, posSide, tdMode, tag } = parent.terms;
    const known = this.#orders.get(attachAlgoId);
    if (known !== undefined) {
      const { exchange, accountId } = this.#desk.parts;
      if (known.isOpen && known.lots < lots) exchange.amend(accountId, { clientOrderId: known.terms.coreId }, { lots });
      return;
    }
    const order = this.#desk.send(
      {
        listed,
        tdMode,
        side: side === 'buy' ? 'sell' : 'buy',
        posSide,
        ordType: 'limit',
        lots,
        ticks: restingTicks,
        timeInForce: 'gtc',
        reduceOnly: listed.isSwap,
        clOrdId: '',
        tag,
        tgtCcy: '',
        wireSz: null,
        stpMode: 'cancel_maker',
        attached: [],
      },
      {
        algoClOrdId: attachAlgoClOrdId,
        linkedAlgoId: stopLoss === null ? '' : attachAlgoId,
        isTpLimit: true,
      },
    );
    if (order !== null) this.#orders.set(attachAlgoId, order);
  }

  /** The target beside a stop. */
  of(attachAlgoId: string): DeskOrder | null {
    return this.#orders.get(attachAlgoId) ?? null;
  }

  /** The stop was set off: its target goes. */
  endBeside({ resting }: DeskAlgo): void {
    if (resting?.isOpen !== true) return;
    resting.cancelsAs = '0';
    const { exchange, accountId } = this.#desk.parts;
    exchange.cancel(accountId, { clientOrderId: resting.terms.coreId });
  }
}
