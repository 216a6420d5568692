import { type Decimal, toDecimal } from '../../domain/decimal.ts';
import type { Instrument } from '../../domain/instrument.ts';
import type { MarginTiers } from '../../domain/margin.ts';
import { toMoney } from '../../domain/money.ts';
import { SystemClock } from '../../engine/system-clock.ts';
import { Exchange } from '../../exchange/exchange.ts';
import type { AccountEvent } from '../../exchange/exchange-results.ts';
import type { FeeSchedule } from '../../ports/venue.ts';
import { builtInTiers } from '../../simulated/built-in-tiers.ts';
import { AccountBooks } from './account-books.ts';
import { AlgoDesk } from './algo-desk.ts';
import { AlgoOperations } from './algo-operations.ts';
import type { KeyEnvironment, MockCredentials } from './authentication.ts';
import { BUILT_IN_PRICES, BUILT_IN_ROWS } from './built-in-rows.ts';
import { CancelAllAfter } from './cancel-all-after.ts';
import { MockFaults } from './faults/mock-faults.ts';
import { FillBooking } from './fill-booking.ts';
import { InstrumentBoard, instrumentRows } from './listed-instrument.ts';
import { MockClock } from './mock-clock.ts';
import { MockMarket } from './mock-market.ts';
import { MOCK_CREDENTIALS, type MockOkxOptions } from './mock-okx-options.ts';
import { MockNews } from './news.ts';
import { OrderDesk } from './order-desk.ts';
import type { AccountSettings } from './order-request.ts';
import { PositionBook } from './position-book.ts';
import { RateLimits } from './rate-limits.ts';
import { AccountRows } from './rows/account-rows.ts';
import { TradeOperations } from './trade-operations.ts';
import { WireIds } from './wire-ids.ts';

/** The account that the key trades, as the exchange core calls it. */
export const MOCK_ACCOUNT = 'mock';
/** Its id at OKX. */
export const MOCK_UID = '446556000000000001';

const FEES: Readonly<Record<string, FeeSchedule>> = {
  swap: { makerPpm: 200, takerPpm: 500 },
  spot: { makerPpm: 800, takerPpm: 1000 },
};

/** Everything of the mock exchange but its sockets: what REST and WebSocket have in common. */
export class MockCore {
  readonly credentials: MockCredentials;
  readonly environment: KeyEnvironment;
  readonly permissions: string;
  readonly settings: AccountSettings;
  readonly clock: MockClock;
  readonly exchange: Exchange;
  readonly board: InstrumentBoard;
  readonly market: MockMarket;
  readonly news = new MockNews();
  readonly faults = new MockFaults();
  readonly limits: RateLimits;
  readonly books: AccountBooks;
  /** What is remembered at least, of each kind. */
  readonly historyLimit: number;
  readonly positions: PositionBook;
  readonly booking: FillBooking;
  readonly desk: OrderDesk;
  readonly algos: AlgoDesk;
  readonly trade: TradeOperations;
  readonly algoTrade: AlgoOperations;
  readonly cancelAllAfter: CancelAllAfter;
  readonly account: AccountRows;
  readonly ids: WireIds;
  readonly seed: number;
  readonly priceBand: Decimal;
  readonly fees: (instrument: Instrument) => FeeSchedule;
  readonly tiersOf: (instrument: Instrument) => MarginTiers;
  readonly accountId = MOCK_ACCOUNT;
  readonly uid = MOCK_UID;
  /** When demo money was increased, epoch ms. */
  readonly #increases: number[] = [];

  constructor(options: MockOkxOptions) {
    this.credentials = options.credentials ?? MOCK_CREDENTIALS;
    this.environment = options.environment ?? 'demo';
    this.permissions = options.permissions ?? 'read_only,trade';
    this.settings = {
      accountLevel: options.accountLevel ?? '2',
      positionMode: options.positionMode ?? 'net_mode',
    };
    this.seed = options.seed ?? 1;
    this.historyLimit = options.historyLimit ?? 10_000;
    this.books = new AccountBooks(this.historyLimit);
    this.clock = new MockClock(options.clock ?? new SystemClock());
    this.priceBand = toDecimal(options.priceBand ?? '0.1', 'price band');
    this.fees = options.fees ?? (({ type }) => FEES[type] ?? { makerPpm: 0, takerPpm: 0 });
    this.tiersOf = options.tiers ?? builtInTiers;
    this.board = new InstrumentBoard(
      options.instruments === undefined ? BUILT_IN_ROWS : instrumentRows(options.instruments),
    );
    this.exchange = new Exchange({
      instruments: this.board.all().map(({ instrument }) => instrument),
      fees: this.fees,
      tiers: this.tiersOf,
      defaultLeverage: toDecimal(options.defaultLeverage ?? '3', 'default leverage')
        .mul(100)
        .toNumber(),
      startsAt: this.clock.now(),
      seed: this.seed,
    });
    const balances = Object.entries(options.balances ?? { USDT: '100000' });
    const deposits = new Map(balances.map(([ccy, amount]) => [ccy, toMoney(toDecimal(amount, 'balance'))]));
    this.exchange.openAccount(MOCK_ACCOUNT, deposits);
    this.ids = new WireIds(this.seed);
    this.limits = new RateLimits(options.limits ?? 'enforce', this.clock);
    const { exchange, board, clock, news, books, ids, settings, priceBand } = this;
    this.market = new MockMarket(
      {
        prices: options.prices ?? listedPrices(board),
        volume: options.volume ?? '100',
        seed: this.seed,
        historyMinutes: options.historyMinutes ?? 1440,
      },
      { exchange, board, clock, news },
    );
    this.positions = new PositionBook(ids, this.historyLimit);
    const { positions, market } = this;
    this.booking = new FillBooking({ exchange, accountId: MOCK_ACCOUNT, books, positions, board, news, deposits });
    const { booking } = this;
    this.desk = new OrderDesk({
      exchange,
      board,
      clock,
      news,
      books,
      ids,
      settings,
      priceBand,
      market,
      booking,
      accountId: MOCK_ACCOUNT,
    });
    this.algos = new AlgoDesk(this.desk, options.attachedProtection ?? 'each_fill', this.historyLimit);
    this.trade = new TradeOperations({
      desk: this.desk,
      limits: this.limits,
      commandDelayMs: options.commandDelayMs ?? 1,
    });
    this.algoTrade = new AlgoOperations({ desk: this.desk, algos: this.algos, trade: this.trade });
    this.cancelAllAfter = new CancelAllAfter(this.desk);
    this.account = new AccountRows({ exchange, accountId: MOCK_ACCOUNT, board, positions, books, clock, settings });
    exchange.listen(MOCK_ACCOUNT, { heard: (event) => this.#heard(event) });
    exchange.watchPrices({
      priceMoved: (instrument) => {
        const listed = board.get(instrument.id);
        if (listed !== undefined) this.algos.priceMoved(listed);
      },
    });
    market.begin();
  }

  /** Counts an increase of demo money; `false` when there were `most` in this day in UTC already. */
  countIncrease(most: number): boolean {
    const day = (at: number): number => Math.floor(at / 86_400_000);
    const now = this.clock.now();
    if (this.#increases.filter((at) => day(at) === day(now)).length >= most) return false;
    this.#increases.push(now);
    return true;
  }

  /** Closes a position over the account's head: all of it by liquidation, half of it by auto-deleveraging. */
  force(instId: string, category: 'adl' | 'full_liquidation'): boolean {
    const listed = this.board.get(instId);
    if (listed === undefined) return false;
    this.market.catchUp();
    for (const mgnMode of ['cross', 'isolated'] as const) {
      const held = Math.abs(this.exchange.account(MOCK_ACCOUNT).position(listed.instrument, mgnMode).lots);
      if (held === 0) continue;
      return this.desk.force(listed, { mgnMode, category, lots: category === 'adl' ? Math.ceil(held / 2) : held });
    }
    return false;
  }

  close(): void {
    this.exchange.listen(MOCK_ACCOUNT, null);
    this.exchange.watchPrices(null);
    this.clock.close();
  }

  #heard(event: AccountEvent): void {
    if (event.type === 'ledger') this.booking.entry(event.entry);
    else if (event.type === 'leverage') this.booking.leverage(event.position.instrument, event.position.marginMode);
    else if (!this.algos.heard(event)) this.desk.heard(event);
  }
}

/** Prices of the built-in instruments, as far as they are listed; of others the price of ten. */
function listedPrices(board: InstrumentBoard): Readonly<Record<string, string>> {
  return Object.fromEntries(board.all().map(({ instId }) => [instId, BUILT_IN_PRICES[instId] ?? '10']));
}
