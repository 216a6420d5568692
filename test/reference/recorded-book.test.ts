import { describe, expect, it } from 'vitest';
import { Decimal } from '../../src/domain/decimal.ts';
import { Instrument } from '../../src/domain/instrument.ts';
import { MarginTiers } from '../../src/domain/margin.ts';
import { toMoney } from '../../src/domain/money.ts';
import { Exchange } from '../../src/exchange/exchange.ts';
import { commandOfIntent } from '../../src/exchange/order-command.ts';
import {
  isRecorded,
  type RecordedChange,
  type RecordedLevel,
  recordedBook,
  stepsOf,
  WalkedBook,
} from './recorded-book.ts';

const ACCOUNT = 'ada';
const SWAP = new Instrument({
  id: 'BTC-USDT-SWAP',
  type: 'swap',
  baseCurrency: 'BTC',
  quoteCurrency: 'USDT',
  settleCurrency: 'USDT',
  contractValue: '1',
  lotSize: '0.001',
  minQuantity: '0.001',
  tickSize: '0.1',
  maxLimitQuantity: '10000',
  maxMarketQuantity: '10000',
  maxLeverage: '100',
});

/** Market orders at these lines of the recording, some within the touch, some through hundreds of levels. */
const ORDERS = [
  { line: 0, side: 'buy', quantity: '0.001' },
  { line: 0, side: 'sell', quantity: '25' },
  { line: 1, side: 'buy', quantity: '400' },
  { line: 700, side: 'buy', quantity: '3.5' },
  { line: 701, side: 'sell', quantity: '1.234' },
  { line: 2500, side: 'sell', quantity: '180.007' },
  { line: 2500, side: 'sell', quantity: '90' },
  { line: 4000, side: 'buy', quantity: '61.2' },
  { line: 6547, side: 'sell', quantity: '1000' },
  { line: 6547, side: 'buy', quantity: '1000' },
] as const;

const SUITE = isRecorded
  ? 'market orders on the recorded Binance book'
  : 'market orders on the recorded Binance book, left out: the recording is not beside the repository';

describe.runIf(isRecorded)(SUITE, () => {
  it('fill as a walk through the real levels says, and the levels have that much less', () => {
    const walked = new WalkedBook();
    const market = new HeardMarket();
    const expected: string[][] = [];
    const got: string[][] = [];
    recordedBook().forEach((change, line) => {
      walked.apply(change);
      market.apply(change);
      for (const order of ORDERS.filter((one) => one.line === line)) {
        expected.push(walked.market(order.side, order.quantity));
        got.push(market.order(order.side, order.quantity));
      }
    });
    expect(got).toEqual(expected);
  });

  it('never find a bid at or above an ask, at any instant', () => {
    const market = new HeardMarket();
    const crossed = recordedBook().filter((change) => {
      market.apply(change);
      const { bid, ask } = market.touch();
      return bid === null || ask === null || bid >= ask;
    });
    expect(crossed).toEqual([]);
  });
});

/** An exchange with one account, and the fills that it heard of. */
class HeardMarket {
  readonly #exchange = new Exchange({
    instruments: [SWAP],
    fees: () => ({ makerPpm: 200, takerPpm: 500 }),
    tiers: () => new MarginTiers(SWAP, [{ maxQuantity: null, maintenanceRate: '0.004', maxLeverage: '100' }]),
    defaultLeverage: 1000,
    startsAt: 0,
  });
  #fills: string[] = [];
  #orders = 0;

  constructor() {
    this.#exchange.openAccount(ACCOUNT, new Map([['USDT', toMoney(new Decimal('1000000000'))]]));
    this.#exchange.listen(ACCOUNT, {
      heard: (news) => {
        if (news.type !== 'order' || news.event.type !== 'order.filled') return;
        const { quantity, price } = news.event.fill;
        this.#fills.push(`${quantity.toFixed(3)} @ ${price.toFixed(1)}`);
      },
    });
  }

  apply(change: RecordedChange): void {
    const bids = change.bids.map(measured);
    const asks = change.asks.map(measured);
    if (change.type === 'snapshot') this.#exchange.depthSnapshot(SWAP, change.ts_ms, bids, asks);
    else this.#exchange.depthUpdate(SWAP, change.ts_ms, bids, asks);
  }

  /** The fills of a market order. */
  order(side: 'buy' | 'sell', quantity: string): string[] {
    this.#fills = [];
    const intent = { instrument: SWAP.id, side, quantity, pricing: { type: 'market' } } as const;
    this.#orders += 1;
    this.#exchange.submit(ACCOUNT, commandOfIntent(intent, SWAP, `o${this.#orders}`));
    return this.#fills;
  }

  touch(): { readonly bid: number | null; readonly ask: number | null } {
    return { bid: this.#exchange.bestBidTicks(SWAP), ask: this.#exchange.bestAskTicks(SWAP) };
  }
}

function measured([price, size]: RecordedLevel): [ticks: number, lots: number] {
  return [stepsOf(price, 1), stepsOf(size, 3)];
}
