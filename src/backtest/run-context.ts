import type { InstrumentId } from '../domain/instrument.ts';
import type { Candles } from '../domain/market.ts';
import type { Order } from '../domain/order.ts';
import type { Position } from '../domain/position.ts';
import { VenueError } from '../errors/index.ts';
import type { AccountReader, BaseBroker, PriceReader } from '../ports/broker.ts';
import type { StrategyContext } from '../ports/strategy.ts';
import type { BacktestFeed } from './backtest-feed.ts';

/** The one context of a run; an object per bar would cost more than all else that a bar without orders needs. */
export class RunContext implements StrategyContext {
  at = 0;
  lastOrders: readonly Order[] = [];
  readonly broker: BaseBroker;
  readonly account: AccountReader;
  readonly prices: PriceReader;
  // Functions of their own, not methods: a strategy may take them out of the context by name.
  readonly positions: () => Promise<readonly Position[]>;
  readonly candles: (instrument: InstrumentId) => Candles;

  constructor(broker: BaseBroker, feed: Pick<BacktestFeed, 'candles'>) {
    this.broker = broker;
    this.account = broker;
    this.prices = broker;
    this.positions = () => broker.getPositions();
    this.candles = (instrument) => {
      const candles = feed.candles(instrument);
      if (candles !== null) return candles;
      throw new VenueError(`The feed has no candles of ${instrument}.`, {
        code: 'venue/unknown_instrument',
        details: { instrument },
      });
    };
  }
}
