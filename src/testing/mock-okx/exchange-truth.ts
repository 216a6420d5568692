import { type Decimal, ZERO } from '../../domain/decimal.ts';
import { fromMoney } from '../../domain/money.ts';
import type { Order } from '../../domain/order.ts';
import type { PositionKey } from '../../domain/order-intent.ts';
import type { MockCore } from './mock-core.ts';

/** What is true at a mock exchange, whatever its answers say: for assertions. Base units, and never contracts. */
export interface ExchangeTruth {
  /** Base units held: positive long, negative short, zero when flat. */
  position(key: PositionKey): Decimal;
  /** Orders that rest or wait for a trigger, oldest first. Their client ids are the mock's own. */
  openOrders(instrument?: string): readonly Order[];
  /** Cash of a currency; isolated margin is outside it. */
  cash(currency: string): Decimal;
  /** Cash, isolated margin and unrealized profit of a currency. */
  equity(currency: string): Decimal;
  /** What new orders can use of a currency. */
  free(currency: string): Decimal;
  /** Executions so far. */
  executions(): number;
}

export function truthOf({ exchange, board, accountId }: MockCore): ExchangeTruth {
  return {
    position: ({ instrument: id, marginMode }) => {
      const instrument = board.get(id)?.instrument;
      if (instrument === undefined) return ZERO;
      return instrument.quantityOf(exchange.account(accountId).position(instrument, marginMode).lots);
    },
    openOrders: (instrument) => exchange.openOrders(accountId, instrument),
    cash: (currency) => fromMoney(exchange.account(accountId).cash(currency)),
    equity: (currency) => fromMoney(exchange.equity(accountId, currency)),
    free: (currency) => fromMoney(exchange.free(accountId, currency)),
    executions: () => exchange.executions,
  };
}
