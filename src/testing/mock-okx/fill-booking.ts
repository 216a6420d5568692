import type { Fill } from '../../domain/fill.ts';
import type { LedgerEntry } from '../../domain/ledger-entry.ts';
import type { Money } from '../../domain/money.ts';
import type { MarginMode } from '../../domain/order-intent.ts';
import type { Exchange } from '../../exchange/exchange.ts';
import type { AccountBooks } from './account-books.ts';
import type { DeskOrder } from './desk-order.ts';
import type { InstrumentBoard } from './listed-instrument.ts';
import type { AccountCause, MockNews } from './news.ts';
import type { PositionBook } from './position-book.ts';
import { moneyText } from './rows/order-row.ts';
import type { WireRow } from './wire.ts';

interface BillTerms {
  readonly ccy: string;
  readonly change: Money;
  readonly fee: Money;
  readonly pnl: Money;
  readonly type: string;
  readonly subType: string;
  readonly at: number;
  readonly instId: string;
  readonly instType: string;
  readonly mgnMode: string;
  readonly fields: WireRow;
}

/** What OKX puts on record for fills and other movements of money: fills, bills, the lives of positions. */
export class FillBooking {
  readonly #exchange: Exchange;
  readonly #accountId: string;
  readonly #books: AccountBooks;
  readonly #positions: PositionBook;
  readonly #board: InstrumentBoard;
  readonly #news: MockNews;
  /** Money of each currency, isolated margin included, entry by entry. */
  readonly #money = new Map<string, Money>();

  constructor(parts: {
    readonly exchange: Exchange;
    readonly accountId: string;
    readonly books: AccountBooks;
    readonly positions: PositionBook;
    readonly board: InstrumentBoard;
    readonly news: MockNews;
    readonly deposits: ReadonlyMap<string, Money>;
  }) {
    this.#exchange = parts.exchange;
    this.#accountId = parts.accountId;
    this.#books = parts.books;
    this.#positions = parts.positions;
    this.#board = parts.board;
    this.#news = parts.news;
    for (const [ccy, amount] of parts.deposits) this.#money.set(ccy, amount);
  }

  /** Records a fill; returns what it realized and the id under which the trade is known. */
  book(order: DeskOrder, fill: Fill): { pnlMoney: Money; tradeId: string } {
    const { listed, category } = order.terms;
    const { lots, ticks, feeMoney, liquidity, at } = fill.facts;
    const forced = category !== 'normal';
    // The executions of a liquidation or of auto-deleveraging have negative ids.
    const tradeId = forced ? `-${fill.fillId}` : fill.fillId;
    let pnlMoney = 0n;
    const billId = this.#books.drawBillId();
    const size = listed.sizeOf(lots);
    const px = listed.priceOf(ticks);
    const side = order.terms.side;
    const fields = {
      ordId: order.terms.ordId,
      clOrdId: order.terms.clOrdId,
      tradeId,
      sz: size,
      px,
      execType: liquidity === 'maker' ? 'M' : 'T',
    };
    const type = category === 'adl' ? '9' : forced ? '5' : '2';
    if (listed.isSwap) {
      const lever = this.#exchange.account(this.#accountId).position(listed.instrument, fill.marginMode).leverage;
      const closeType = category === 'adl' ? '5' : forced ? '3' : '2';
      pnlMoney = this.#positions.fill(listed, fill, { lever, type: closeType });
      this.#bill(billId, {
        ccy: listed.field('settleCcy'),
        change: pnlMoney - feeMoney,
        fee: -feeMoney,
        pnl: pnlMoney,
        type,
        subType: forced ? (side === 'buy' ? '104' : '103') : side === 'buy' ? '1' : '2',
        at,
        instId: listed.instId,
        instType: listed.instType,
        mgnMode: fill.marginMode,
        fields,
      });
    } else {
      const base = BigInt(lots) * listed.instrument.lotMoney;
      const quote = BigInt(lots) * BigInt(ticks) * listed.instrument.costMoney;
      const bought = side === 'buy';
      const common = {
        type,
        subType: bought ? '1' : '2',
        at,
        instId: listed.instId,
        instType: 'SPOT',
        mgnMode: '',
        fields,
      };
      this.#bill(billId, {
        ...common,
        ccy: listed.field('baseCcy'),
        change: bought ? base - feeMoney : -base,
        fee: bought ? -feeMoney : 0n,
        pnl: 0n,
      });
      this.#bill(this.#books.drawBillId(), {
        ...common,
        ccy: listed.field('quoteCcy'),
        change: bought ? -quote : quote - feeMoney,
        fee: bought ? 0n : -feeMoney,
        pnl: 0n,
      });
    }
    const marks = this.#exchange.marks(listed.instrument);
    this.#books.addFill({
      billId,
      instId: listed.instId,
      instType: listed.instType,
      ordId: order.terms.ordId,
      at,
      row: {
        instType: listed.instType,
        instId: listed.instId,
        tradeId,
        ordId: order.terms.ordId,
        clOrdId: order.terms.clOrdId,
        billId: `${billId}`,
        subType: forced ? (side === 'buy' ? '104' : '103') : side === 'buy' ? '1' : '2',
        tag: order.terms.tag,
        fillPx: px,
        fillSz: size,
        fillIdxPx: px,
        fillPnl: moneyText(pnlMoney),
        fillPxVol: '',
        fillPxUsd: '',
        fillMarkVol: '',
        fillFwdPx: '',
        fillMarkPx: marks === null ? '' : listed.instrument.markOf(marks).toFixed(),
        side,
        posSide: order.terms.posSide || 'net',
        execType: liquidity === 'maker' ? 'M' : 'T',
        feeCcy: fill.feeCurrency,
        fee: moneyText(-feeMoney),
        feeRate: '',
        fillTime: `${at}`,
        ts: `${at}`,
        tradeQuoteCcy: listed.field('quoteCcy') || listed.field('settleCcy'),
      },
    });
    return { pnlMoney, tradeId };
  }

  /** Tells the streams what a fill did to the account. */
  tell(order: DeskOrder, fill: Fill): void {
    const { listed, category } = order.terms;
    const cause: AccountCause = category === 'adl' ? 'adl' : category === 'normal' ? 'filled' : 'liquidation';
    const row = this.#books.fills.at(-1)?.row;
    if (row !== undefined) this.#news.tell({ type: 'fill', instId: listed.instId, row });
    if (listed.isSwap) {
      this.#news.tell({ type: 'position', instId: listed.instId, mgnMode: fill.marginMode, cause });
      this.#news.tell({ type: 'account', currencies: [listed.field('settleCcy')], cause });
    } else {
      this.#news.tell({ type: 'account', currencies: [listed.field('baseCcy'), listed.field('quoteCcy')], cause });
    }
  }

  /** An order holds money, or has given it back. */
  tellFrozen(order: DeskOrder): void {
    const { listed } = order.terms;
    const currencies = listed.isSwap
      ? [listed.field('settleCcy')]
      : [listed.field(order.terms.side === 'buy' ? 'quoteCcy' : 'baseCcy')];
    this.#news.tell({ type: 'account', currencies, cause: 'order' });
  }

  /** Records money that moved without a fill. */
  entry(entry: LedgerEntry): void {
    const { type, currency, amount, at } = entry;
    const listed = entry.instrument === null ? undefined : this.#board.get(entry.instrument);
    const received = amount > 0n;
    const codes = {
      funding: ['8', received ? '174' : '173'],
      transfer: ['1', received ? '11' : '12'],
      insurance: ['5', '117'],
      adjustment: ['27', '0'],
    } as const;
    const [billType, subType] = codes[type];
    this.#bill(this.#books.drawBillId(), {
      ccy: currency,
      change: amount,
      fee: 0n,
      pnl: type === 'funding' ? amount : 0n,
      type: billType,
      subType,
      at,
      instId: entry.instrument ?? '',
      instType: listed?.instType ?? '',
      mgnMode: entry.marginMode ?? '',
      fields: {},
    });
    const cause: AccountCause =
      type === 'funding' ? 'funding_fee' : type === 'transfer' ? 'transferred' : 'liquidation';
    if (type === 'funding' && listed !== undefined && entry.marginMode !== null) {
      this.#positions.funding(listed, entry.marginMode, amount, at);
      this.#news.tell({ type: 'position', instId: listed.instId, mgnMode: entry.marginMode, cause });
    }
    this.#news.tell({ type: 'account', currencies: [currency], cause });
  }

  /** A position's leverage, or the margin behind it, has changed. */
  leverage(instId: string, mgnMode: MarginMode): void {
    const listed = this.#board.get(instId);
    this.#news.tell({ type: 'position', instId, mgnMode, cause: 'set_leverage' });
    if (listed !== undefined) {
      this.#news.tell({ type: 'account', currencies: [listed.field('settleCcy')], cause: 'set_leverage' });
    }
  }

  #bill(billId: number, terms: BillTerms): void {
    const balance = (this.#money.get(terms.ccy) ?? 0n) + terms.change;
    this.#money.set(terms.ccy, balance);
    this.#books.addBill({
      billId,
      at: terms.at,
      row: {
        bal: moneyText(balance),
        balChg: moneyText(terms.change),
        billId: `${billId}`,
        ccy: terms.ccy,
        clOrdId: '',
        earnAmt: '',
        earnApr: '',
        execType: '',
        fee: moneyText(terms.fee),
        fillFwdPx: '',
        fillIdxPx: '',
        fillMarkPx: '',
        fillMarkVol: '',
        fillPxUsd: '',
        fillPxVol: '',
        fillTime: `${terms.at}`,
        from: '',
        instId: terms.instId,
        instType: terms.instType,
        interest: '0',
        mgnMode: terms.mgnMode,
        notes: '',
        ordId: '',
        pnl: moneyText(terms.pnl),
        posBal: '0',
        posBalChg: '0',
        px: '',
        subType: terms.subType,
        sz: '0',
        tag: '',
        to: '',
        tradeId: '',
        ts: `${terms.at}`,
        type: terms.type,
        ...terms.fields,
      },
    });
  }
}
