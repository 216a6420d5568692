import { Decimal } from '../../../domain/decimal.ts';
import { fromMoney, type Money } from '../../../domain/money.ts';
import type { MarginMode } from '../../../domain/order-intent.ts';
import type { Exchange } from '../../../exchange/exchange.ts';
import type { AccountBooks } from '../account-books.ts';
import type { InstrumentBoard, ListedInstrument } from '../listed-instrument.ts';
import type { MockClock } from '../mock-clock.ts';
import type { AccountSettings } from '../order-request.ts';
import type { ClosedPosition, PositionBook } from '../position-book.ts';
import type { WireRow } from '../wire.ts';
import { averageText, leverText, moneyText } from './order-row.ts';

/** Which positions are asked for; what is left out means all. */
export interface PositionFilter {
  readonly instType?: string;
  readonly instIds?: readonly string[];
  readonly posId?: string;
}

/** What OKX counts as a dollar. */
const DOLLARS = new Set(['USDT', 'USDC', 'USD']);

/** The account as OKX shows it: balances, positions, history. */
export class AccountRows {
  readonly #exchange: Exchange;
  readonly #accountId: string;
  readonly #board: InstrumentBoard;
  readonly #positions: PositionBook;
  readonly #books: AccountBooks;
  readonly #clock: MockClock;
  readonly #settings: AccountSettings;

  constructor(parts: {
    readonly exchange: Exchange;
    readonly accountId: string;
    readonly board: InstrumentBoard;
    readonly positions: PositionBook;
    readonly books: AccountBooks;
    readonly clock: MockClock;
    readonly settings: AccountSettings;
  }) {
    this.#exchange = parts.exchange;
    this.#accountId = parts.accountId;
    this.#board = parts.board;
    this.#positions = parts.positions;
    this.#books = parts.books;
    this.#clock = parts.clock;
    this.#settings = parts.settings;
  }

  /** The one row of `account/balance`. Coins without money are left out, unless they are named. */
  balance(named: readonly string[] = []): WireRow {
    const currencies = named.length > 0 ? named : this.#exchange.account(this.#accountId).currencies();
    const details = currencies
      .map((ccy) => this.balanceDetail(ccy))
      .filter((row) => named.length > 0 || row.eq !== '0' || row.cashBal !== '0');
    const all = this.#exchange.account(this.#accountId).currencies();
    const total = all.reduce(
      (sum, ccy) => sum.add(this.#dollars(ccy, this.#exchange.equity(this.#accountId, ccy))),
      new Decimal(0),
    );
    const initial = this.#sum((listed, mgnMode) => (mgnMode === 'cross' ? this.#initial(listed, mgnMode) : 0n));
    const maintenance = this.#sum((listed, mgnMode) => this.#maintenance(listed, mgnMode));
    const isolated = this.#sum((listed, mgnMode) => (mgnMode === 'isolated' ? this.#isolatedEquity(listed) : 0n));
    const multi = this.#settings.accountLevel === '3' || this.#settings.accountLevel === '4';
    const notional = this.positions().reduce((sum, row) => sum.add(String(row.notionalUsd || '0')), new Decimal(0));
    return {
      adjEq: multi ? total.toFixed() : '',
      availEq: multi ? total.sub(fromMoney(initial)).toFixed() : '',
      borrowFroz: '',
      details,
      imr: multi ? moneyText(initial) : '',
      isoEq: moneyText(isolated),
      mgnRatio: '',
      mmr: multi ? moneyText(maintenance) : '',
      notionalUsd: multi ? notional.toFixed() : '',
      notionalUsdForBorrow: '',
      notionalUsdForFutures: '',
      notionalUsdForOption: '',
      notionalUsdForSwap: '',
      ordFroz: multi ? '0' : '',
      totalEq: total.toFixed(),
      uTime: `${this.#clock.now()}`,
      upl: '',
    };
  }

  /** One coin of the balance. */
  balanceDetail(ccy: string): WireRow {
    const account = this.#exchange.account(this.#accountId);
    const cash = account.cash(ccy);
    const equity = this.#exchange.equity(this.#accountId, ccy);
    const free = this.#exchange.free(this.#accountId, ccy);
    const spotOnly = this.#settings.accountLevel === '1';
    let isolated = 0n;
    let upl = 0n;
    let isolatedUpl = 0n;
    let initial = 0n;
    let maintenance = 0n;
    for (const { listed, mgnMode } of this.#open()) {
      if (listed.field('settleCcy') !== ccy) continue;
      const gain = this.#upl(listed, mgnMode);
      upl += gain;
      if (mgnMode === 'isolated') {
        isolated += this.#isolatedEquity(listed);
        isolatedUpl += gain;
      } else {
        initial += this.#initial(listed, mgnMode);
        maintenance += this.#maintenance(listed, mgnMode);
      }
    }
    const frozen = equity - free > 0n ? equity - free : 0n;
    return {
      accAvgPx: '',
      availBal: moneyText(free > 0n ? free : 0n),
      availEq: spotOnly ? '' : moneyText(free > 0n ? free : 0n),
      borrowFroz: '',
      cashBal: moneyText(cash),
      ccy,
      clSpotInUseAmt: '',
      collateralEnabled: false,
      colBorrAutoConversion: '0',
      crossLiab: '',
      disEq: this.#dollars(ccy, equity).toFixed(),
      eq: moneyText(equity),
      eqUsd: this.#dollars(ccy, equity).toFixed(),
      fixedBal: '0',
      frozenBal: moneyText(frozen),
      imr: moneyText(initial),
      interest: '',
      isoEq: moneyText(isolated),
      isoLiab: '',
      isoUpl: moneyText(isolatedUpl),
      liab: cash < 0n ? moneyText(-cash) : '',
      maxLoan: '',
      maxSpotInUse: '',
      mgnRatio:
        maintenance === 0n
          ? ''
          : fromMoney(equity - isolated)
              .div(fromMoney(maintenance))
              .toSignificantDigits(16)
              .toFixed(),
      mmr: moneyText(maintenance),
      notionalLever: '0',
      openAvgPx: '',
      ordFrozen: moneyText(this.#frozenByOrders(ccy)),
      rewardBal: '0',
      smtSyncEq: '0',
      spotBal: '',
      spotCopyTradingEq: '0',
      spotInUseAmt: '',
      spotIsoBal: '0',
      spotUpl: '',
      spotUplRatio: '',
      stgyEq: '0',
      totalPnl: '',
      totalPnlRatio: '',
      twap: '0',
      uTime: `${this.#clock.now()}`,
      upl: moneyText(upl),
      uplLiab: '',
    };
  }

  /** Rows of `account/positions`. Without ids only positions that are open; with ids those that have been closed, too. */
  positions(filter: PositionFilter = {}): readonly WireRow[] {
    const { instIds = [], instType = '', posId = '' } = filter;
    const named = instIds.length > 0 || posId !== '';
    return this.#positions
      .known()
      .filter(({ listed }) => instType === '' || listed.instType === instType)
      .filter(({ listed }) => instIds.length === 0 || instIds.includes(listed.instId))
      .filter((known) => posId === '' || known.posId === posId)
      .filter(({ listed, mgnMode }) => named || this.#lots(listed, mgnMode) !== 0)
      .map((known) => this.position(known.listed, known.mgnMode, known.posId));
  }

  /** One position; of one that is closed a row of zeros. */
  position(listed: ListedInstrument, mgnMode: MarginMode, posId: string): WireRow {
    const { instrument } = listed;
    const state = this.#exchange.account(this.#accountId).position(instrument, mgnMode);
    const life = this.#positions.life(listed, mgnMode);
    const marks = this.#exchange.marks(instrument);
    const open = state.lots !== 0;
    const upl = this.#upl(listed, mgnMode);
    const initial = this.#initial(listed, mgnMode);
    const maintenance = this.#maintenance(listed, mgnMode);
    const value = marks === null ? 0n : state.value(marks);
    const key = { instrument: listed.instId, marginMode: mgnMode };
    const liqPx = open ? this.#exchange.liquidationPrice(this.#accountId, key) : null;
    const last = this.#exchange.lastTicks(instrument);
    const atEntry = state.marginFor(state.cost);
    const isolated = mgnMode === 'isolated';
    const equity = isolated ? state.margin + upl : this.#exchange.equity(this.#accountId, listed.field('settleCcy'));
    const direction = this.#settings.positionMode === 'net_mode' ? 'net' : state.lots >= 0 ? 'long' : 'short';
    const size = direction === 'net' ? state.lots : Math.abs(state.lots);
    return {
      adl: open ? '1' : '',
      availPos: open && direction !== 'net' ? listed.sizeOf(Math.abs(size)) : '',
      avgPx: averageText(listed, BigInt(state.cost), Math.abs(state.lots)),
      baseBal: '',
      baseBorrowed: '',
      baseInterest: '',
      bePx: averageText(listed, BigInt(state.cost), Math.abs(state.lots)),
      bizRefId: '',
      bizRefType: '',
      cTime: `${life?.openedAt ?? this.#clock.now()}`,
      ccy: listed.field('settleCcy'),
      clSpotInUseAmt: '',
      closeOrderAlgo: [],
      deltaBS: '',
      deltaPA: '',
      fee: moneyText(life?.fee ?? 0n),
      fundingFee: moneyText(life?.funding ?? 0n),
      gammaBS: '',
      gammaPA: '',
      idxPx: last === null ? '' : listed.priceOf(last),
      imr: isolated || !open ? '' : moneyText(initial),
      instId: listed.instId,
      instType: listed.instType,
      interest: '',
      last: last === null ? '' : listed.priceOf(last),
      lever: leverText(state.leverage),
      liab: '',
      liabCcy: '',
      liqPenalty: moneyText(life?.penalty ?? 0n),
      liqPx: liqPx === null ? '' : liqPx.toSignificantDigits(18).toFixed(),
      margin: isolated ? moneyText(state.margin) : '',
      markPx: marks === null ? '' : instrument.markOf(marks).toFixed(),
      maxSpotInUseAmt: '',
      mgnMode,
      mgnRatio:
        open && maintenance > 0n ? fromMoney(equity).div(fromMoney(maintenance)).toSignificantDigits(16).toFixed() : '',
      mmr: open ? moneyText(maintenance) : '',
      nonSettleAvgPx: '',
      notionalUsd: open ? moneyText(value) : '',
      optVal: '',
      pendingCloseOrdLiabVal: '',
      pnl: moneyText(life?.pnl ?? 0n),
      pos: listed.sizeOf(size),
      posCcy: '',
      posId,
      posSide: direction,
      quoteBal: '',
      quoteBorrowed: '',
      quoteInterest: '',
      realizedPnl: moneyText(life === null ? 0n : life.pnl + life.fee + life.funding + life.penalty),
      settledPnl: '',
      spotInUseAmt: '',
      spotInUseCcy: '',
      thetaBS: '',
      thetaPA: '',
      tradeId: life?.tradeId ?? '',
      uTime: `${life?.updatedAt ?? this.#clock.now()}`,
      upl: open ? moneyText(upl) : '',
      uplLastPx: open ? moneyText(upl) : '',
      uplRatio: open && atEntry > 0n ? fromMoney(upl).div(fromMoney(atEntry)).toSignificantDigits(16).toFixed() : '',
      uplRatioLastPx:
        open && atEntry > 0n ? fromMoney(upl).div(fromMoney(atEntry)).toSignificantDigits(16).toFixed() : '',
      usdPx: '1',
      vegaBS: '',
      vegaPA: '',
    };
  }

  /** Closed positions, newest first. */
  closedPositions(): readonly { readonly at: number; readonly row: WireRow }[] {
    return this.#positions.closed.map((closed) => ({ at: closed.closedAt, row: closedRow(closed) })).reverse();
  }

  /** What a coin is worth in dollars. */
  #dollars(ccy: string, amount: Money): Decimal {
    const value = fromMoney(amount);
    if (DOLLARS.has(ccy)) return value;
    const listed = this.#board
      .all()
      .find((one) => one.instrument.baseCurrency === ccy && DOLLARS.has(one.instrument.quoteCurrency));
    const last = listed === undefined ? null : this.#exchange.lastTicks(listed.instrument);
    return listed === undefined || last === null ? new Decimal(0) : value.mul(listed.priceOf(last));
  }

  #open(): { readonly listed: ListedInstrument; readonly mgnMode: MarginMode }[] {
    return this.#positions.known().filter(({ listed, mgnMode }) => this.#lots(listed, mgnMode) !== 0);
  }

  #sum(of: (listed: ListedInstrument, mgnMode: MarginMode) => Money): Money {
    return this.#open().reduce((sum, { listed, mgnMode }) => sum + of(listed, mgnMode), 0n);
  }

  #lots(listed: ListedInstrument, mgnMode: MarginMode): number {
    return this.#exchange.account(this.#accountId).position(listed.instrument, mgnMode).lots;
  }

  #upl(listed: ListedInstrument, mgnMode: MarginMode): Money {
    const marks = this.#exchange.marks(listed.instrument);
    if (marks === null) return 0n;
    return this.#exchange.account(this.#accountId).position(listed.instrument, mgnMode).unrealized(marks);
  }

  #isolatedEquity(listed: ListedInstrument): Money {
    const { margin } = this.#exchange.account(this.#accountId).position(listed.instrument, 'isolated');
    return margin + this.#upl(listed, 'isolated');
  }

  #initial(listed: ListedInstrument, mgnMode: MarginMode): Money {
    return this.#exchange.initialMargin(this.#accountId, { instrument: listed.instId, marginMode: mgnMode });
  }

  #maintenance(listed: ListedInstrument, mgnMode: MarginMode): Money {
    return this.#exchange.maintenanceMargin(this.#accountId, { instrument: listed.instId, marginMode: mgnMode });
  }

  /** What open spot orders hold of a coin. */
  #frozenByOrders(ccy: string): Money {
    let frozen = 0n;
    for (const order of this.#books.open()) {
      const { listed, side } = order.terms;
      if (listed.isSwap || order.ticks === null) continue;
      const lots = BigInt(order.lots - order.filledLots);
      if (side === 'buy' && listed.field('quoteCcy') === ccy)
        frozen += lots * BigInt(order.ticks) * listed.instrument.costMoney;
      if (side === 'sell' && listed.field('baseCcy') === ccy) frozen += lots * listed.instrument.lotMoney;
    }
    return frozen;
  }
}

function closedRow({ listed, mgnMode, lever, type, closedAt, life }: ClosedPosition): WireRow {
  const realized = life.pnl + life.fee + life.funding + life.penalty;
  const value = life.openedCost * listed.instrument.costMoney;
  return {
    cTime: `${life.openedAt}`,
    ccy: listed.field('settleCcy'),
    closeAvgPx: averageText(listed, life.closedCost, life.closedLots),
    closeTotalPos: listed.sizeOf(life.closedLots),
    direction: life.direction,
    fee: moneyText(life.fee),
    fundingFee: moneyText(life.funding),
    instId: listed.instId,
    instType: listed.instType,
    lever: leverText(lever),
    liqPenalty: moneyText(life.penalty),
    mgnMode,
    nonSettleAvgPx: '',
    openAvgPx: averageText(listed, life.openedCost, life.openedLots),
    openMaxPos: listed.sizeOf(life.mostLots),
    pnl: moneyText(life.pnl),
    pnlRatio:
      value === 0n
        ? ''
        : fromMoney(realized).mul(lever).div(100).div(fromMoney(value)).toSignificantDigits(16).toFixed(),
    posId: life.posId,
    posSide: 'net',
    realizedPnl: moneyText(realized),
    settledPnl: '',
    triggerPx: '',
    type,
    uTime: `${closedAt}`,
    uly: listed.field('uly'),
  };
}
