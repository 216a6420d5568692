import { Decimal, type DecimalInput, toDecimal } from '../../domain/decimal.ts';
import { toInstrumentId } from '../../domain/instrument.ts';
import { FUNDING_RATE_DECIMALS } from '../../domain/money.ts';
import type { Side } from '../../domain/order-intent.ts';
import { ConfigurationError } from '../../errors/index.ts';
import type { Exchange } from '../../exchange/exchange.ts';
import type { BookSide } from '../manual-market.ts';
import type { InstrumentBoard, InstrumentRules, ListedInstrument, ListingState } from './listed-instrument.ts';
import { MarketHistory } from './market-history.ts';
import type { MockClock } from './mock-clock.ts';
import type { MockMarketControl } from './mock-market-control.ts';
import type { MockNews } from './news.ts';

/** One settlement of funding. */
export interface FundingSettlement {
  readonly at: number;
  readonly rate: string;
}

/** An instrument that has a price. */
export interface QuotedInstrument {
  readonly listed: ListedInstrument;
  readonly history: MarketHistory;
  readonly settlements: FundingSettlement[];
  /** As a fraction; what the next settlement pays. */
  fundingRate: string;
  /** Where the market stands; trades of the account do not move it. */
  ticks: number;
  /** Counts the changes of the book, for `seqId`. */
  bookChanges: number;
}

/** Levels that {@link MockMarket.setPrice} puts on each side of the book, one tick apart. */
const LEVELS = 10;
const FUNDING_PERIOD_MS = 8 * 3_600_000;

export interface MockMarketOptions {
  readonly prices: Readonly<Record<string, DecimalInput>>;
  /** Base units on each side of the book. */
  readonly volume: DecimalInput;
  readonly seed: number;
  readonly historyMinutes: number;
}

/**
 * The market of the mock exchange: it moves only when a test (or the command's random walk) moves it, and all that it
 * does happens at the server's time.
 */
export class MockMarket implements MockMarketControl {
  readonly #exchange: Exchange;
  readonly #clock: MockClock;
  readonly #news: MockNews;
  readonly #options: MockMarketOptions;
  readonly #quoted = new Map<string, QuotedInstrument>();
  #trades = 0;

  /** @internal */
  constructor(
    options: MockMarketOptions,
    parts: {
      readonly exchange: Exchange;
      readonly board: InstrumentBoard;
      readonly clock: MockClock;
      readonly news: MockNews;
    },
  ) {
    this.#options = options;
    this.#exchange = parts.exchange;
    this.#clock = parts.clock;
    this.#news = parts.news;
    let number = 0;
    for (const [symbol, price] of Object.entries(options.prices)) {
      number += 1;
      const listed = parts.board.get(toInstrumentId(symbol));
      if (listed === undefined) throw unknownInstrument(symbol);
      const ticks = listed.instrument.ticks(price, 'down');
      const { historyMinutes: minutes, seed } = options;
      this.#quoted.set(listed.instId, {
        listed,
        ticks,
        history: new MarketHistory({ at: this.#clock.now(), ticks, minutes, seed: seed + number }),
        settlements: [],
        fundingRate: '0.0001',
        bookChanges: 0,
      });
    }
  }

  /** @internal Every instrument gets its first book and trade. */
  begin(): void {
    this.#exchange.advance(this.#clock.now());
    for (const quoted of this.#quoted.values()) this.#reach(quoted, this.#volumeOf(quoted), 'buy');
  }

  /** @internal The exchange lives up to the server's present time. */
  catchUp(): void {
    this.#exchange.advance(this.#clock.now());
  }

  /** A new book around `price` and a trade at it. `volume` in base units on each side; `"0"` leaves the price where it is. */
  setPrice(instId: string, price: DecimalInput, options: { readonly volume?: DecimalInput } = {}): void {
    const quoted = this.#of(instId);
    const { instrument } = quoted.listed;
    const ticks = instrument.ticks(price, 'down');
    const lots = options.volume === undefined ? this.#volumeOf(quoted) : instrument.lots(options.volume, 'down');
    const taker: Side = ticks < quoted.ticks ? 'sell' : 'buy';
    this.catchUp();
    if (lots === 0) return;
    quoted.ticks = ticks;
    this.#reach(quoted, lots, taker);
  }

  /** The price jumps to `price`: nothing trades in between. In a market made of a book that is {@link setPrice}. */
  gap(instId: string, price: DecimalInput): void {
    this.setPrice(instId, price);
  }

  /** One trade of the market. */
  trade(
    instId: string,
    trade: { readonly price: DecimalInput; readonly quantity: DecimalInput; readonly taker: Side },
  ): void {
    const quoted = this.#of(instId);
    const { instrument } = quoted.listed;
    this.catchUp();
    quoted.ticks = instrument.ticks(trade.price, 'down');
    const lots = instrument.lots(trade.quantity, 'down');
    this.#exchange.trade(instrument, this.#clock.now(), quoted.ticks, lots, trade.taker);
    this.traded(instId, quoted.ticks, lots, trade.taker);
    this.#tell(quoted, ['book', 'mark']);
  }

  /** The whole book anew; levels are `[price, base units]`. */
  book(instId: string, book: { readonly bids: BookSide; readonly asks: BookSide }): void {
    const quoted = this.#of(instId);
    this.catchUp();
    const { instrument } = quoted.listed;
    const levels = (side: BookSide) =>
      side.map(([price, size]) => [instrument.ticks(price, 'down'), instrument.lots(size, 'down')] as const);
    this.#exchange.depthSnapshot(instrument, this.#clock.now(), levels(book.bids), levels(book.asks));
    this.#tell(quoted, ['book', 'ticker', 'mark']);
  }

  /** Changed levels with their new base units; `"0"` removes a level. */
  bookUpdate(instId: string, book: { readonly bids?: BookSide; readonly asks?: BookSide }): void {
    const quoted = this.#of(instId);
    this.catchUp();
    const { instrument } = quoted.listed;
    const levels = (side: BookSide = []) =>
      side.map(([price, size]) => [instrument.ticks(price, 'down'), instrument.lots(size, 'down')] as const);
    this.#exchange.depthUpdate(instrument, this.#clock.now(), levels(book.bids), levels(book.asks));
    this.#tell(quoted, ['book', 'ticker', 'mark']);
  }

  /** A mark price of its own from now on. */
  mark(instId: string, price: DecimalInput): void {
    const quoted = this.#of(instId);
    this.catchUp();
    const { instrument } = quoted.listed;
    this.#exchange.mark(instrument, this.#clock.now(), instrument.marks(price));
    this.#tell(quoted, ['mark']);
  }

  /** What the next settlement pays, as a fraction; positive when longs pay. */
  setFundingRate(instId: string, rate: DecimalInput): void {
    const quoted = this.#of(instId);
    quoted.fundingRate = toDecimal(rate, 'funding rate').toFixed();
    this.#tell(quoted, ['funding']);
  }

  /** Settles funding at this instant, at a rate that is given or at the announced one. */
  funding(instId: string, rate?: DecimalInput, mark?: DecimalInput): void {
    const quoted = this.#of(instId);
    this.catchUp();
    const { instrument } = quoted.listed;
    const paid = rate === undefined ? new Decimal(quoted.fundingRate) : toDecimal(rate, 'funding rate');
    const units = paid.mul(Decimal.pow(10, FUNDING_RATE_DECIMALS)).trunc();
    const marks = mark === undefined ? null : instrument.marks(mark);
    const at = this.#clock.now();
    quoted.settlements.push({ at, rate: paid.toFixed() });
    this.#exchange.settleFunding(instrument, at, BigInt(units.toFixed()), marks);
    this.#tell(quoted, ['funding']);
  }

  /** Takes an instrument out of trading, or back into it. */
  setState(instId: string, state: ListingState): void {
    const { listed } = this.#of(instId);
    listed.state = state;
    this.#news.tell({ type: 'instrument', instId: listed.instId, row: listed.row });
  }

  /** Changes the rules of an instrument: orders are judged by the new ones, and what rests stays. */
  setRules(instId: string, rules: InstrumentRules): void {
    const { listed } = this.#of(instId);
    listed.setRules(rules);
    this.#news.tell({ type: 'instrument', instId: listed.instId, row: listed.row });
  }

  /** @internal A trade happened, be it one of the account's. */
  traded(instId: string, ticks: number, lots: number, side: Side): void {
    const quoted = this.#of(instId);
    this.#trades += 1;
    const trade = { tradeId: `${this.#trades}`, ticks, lots, side, at: this.#clock.now() };
    quoted.history.add(trade);
    const { listed } = quoted;
    this.#news.tell({
      type: 'trade',
      instId: listed.instId,
      row: {
        instId: listed.instId,
        tradeId: trade.tradeId,
        px: listed.priceOf(ticks),
        sz: listed.sizeOf(lots),
        side,
        ts: `${trade.at}`,
        count: '1',
        source: '0',
      },
    });
    this.#tell(quoted, ['ticker', 'candle']);
  }

  /** @internal The account changed the book: an order rests, has gone or has traded. */
  bookChanged(instId: string): void {
    const quoted = this.#quoted.get(instId);
    if (quoted !== undefined) this.#tell(quoted, ['book']);
  }

  /** @internal What is known of an instrument; `undefined` where it has no price. */
  quoted(instId: string): QuotedInstrument | undefined {
    return this.#quoted.get(instId);
  }

  /** @internal */
  all(): readonly QuotedInstrument[] {
    return [...this.#quoted.values()];
  }

  /** When the present funding period ends, epoch ms. */
  nextFundingAt(): number {
    return (Math.floor(this.#clock.now() / FUNDING_PERIOD_MS) + 1) * FUNDING_PERIOD_MS;
  }

  #volumeOf({ listed }: QuotedInstrument): number {
    return Math.max(1, listed.instrument.lots(this.#options.volume, 'down'));
  }

  #reach(quoted: QuotedInstrument, lots: number, taker: Side): void {
    const { instrument, instId } = quoted.listed;
    const at = this.#clock.now();
    const size = Math.max(1, lots - 1);
    const count = Math.min(LEVELS, size);
    const side = (step: 1 | -1) =>
      Array.from({ length: count }, (_, level) => {
        const here = Math.floor(size / count) + (level < size % count ? 1 : 0);
        return [quoted.ticks + step * (level + 1), here] as const;
      }).filter(([ticks]) => ticks > 0);
    this.#exchange.depthSnapshot(instrument, at, side(-1), side(1));
    this.#exchange.trade(instrument, at, quoted.ticks, 1, taker);
    this.traded(instId, quoted.ticks, 1, taker);
    this.#tell(quoted, ['book', 'mark']);
  }

  #tell(quoted: QuotedInstrument, kinds: readonly ('ticker' | 'book' | 'candle' | 'mark' | 'funding')[]): void {
    if (kinds.includes('book')) quoted.bookChanges += 1;
    for (const type of kinds) this.#news.tell({ type, instId: quoted.listed.instId });
  }

  #of(symbol: string): QuotedInstrument {
    const quoted = this.#quoted.get(toInstrumentId(symbol));
    if (quoted === undefined) throw unknownInstrument(symbol);
    return quoted;
  }
}

function unknownInstrument(symbol: string): ConfigurationError {
  return new ConfigurationError(`The mock has no price for ${symbol}: list it in its instruments and its prices.`, {
    code: 'config/invalid',
    details: { instrument: symbol },
  });
}
