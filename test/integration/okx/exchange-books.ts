import { Decimal } from '../../../src/domain/decimal.ts';
import type { DeskAlgo } from '../../../src/testing/mock-okx/desk-algo.ts';
import type { DeskOrder } from '../../../src/testing/mock-okx/desk-order.ts';
import type { MockOkx } from '../../../src/testing/mock-okx/mock-okx.ts';
import { partsOf } from '../../../src/testing/mock-okx/mock-parts.ts';

/** The swap that everything here trades. */
export const SWAP = 'BTC-USDT-SWAP';

/** An execution as the exchange has it on record. */
export interface BookedFill {
  readonly id: string;
  readonly ordId: string;
  readonly lots: number;
  readonly price: string;
  readonly fee: string;
  readonly at: number;
}

/** What the exchange has in its books, whatever its answers say and its streams tell. */
export class ExchangeBooks {
  readonly mock: MockOkx;

  constructor(mock: MockOkx) {
    this.mock = mock;
  }

  /** Every order that was taken, those without an id of the client too, oldest first. */
  orders(): readonly DeskOrder[] {
    const { books, clock } = this.#core;
    return [...books.history(clock.now()), ...books.open()].sort((a, b) => a.terms.cTime - b.terms.cTime);
  }

  /** The newest order of an id of the client. */
  order(clientOrderId: string): DeskOrder | undefined {
    return this.#core.books.newestOf(clientOrderId);
  }

  openOrders(): readonly DeskOrder[] {
    return this.#core.books.open();
  }

  openAlgos(): readonly DeskAlgo[] {
    return this.#core.algos.open();
  }

  /** Ends the stop of the position as another hand would. */
  takeStopAway(): boolean {
    const [algo] = this.openAlgos();
    if (algo !== undefined) this.#core.algos.end(algo, 'canceled');
    return algo !== undefined;
  }

  fills(): readonly BookedFill[] {
    const { books, board } = this.#core;
    return books.fills.map(({ row, instId, ordId, at }) => ({
      at,
      id: `${row.tradeId}`,
      ordId,
      lots: board.get(instId)?.lotsOf(new Decimal(`${row.fillSz}`)) ?? Number.NaN,
      price: `${row.fillPx}`,
      fee: `${row.fee}`,
    }));
  }

  /** Signed lots of the cross position. */
  lots(): number {
    const { exchange, accountId, board } = this.#core;
    const listed = board.get(SWAP);
    return listed === undefined ? 0 : exchange.account(accountId).position(listed.instrument, 'cross').lots;
  }

  get #core() {
    return partsOf(this.mock).core;
  }
}
