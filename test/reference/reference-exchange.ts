import { Decimal } from '../../src/domain/decimal.ts';
import { ReferenceBook } from './reference-book.ts';

type Side = 'buy' | 'sell';

/** A limit order, or with `ticks: null` a market order. */
export interface ReferenceRequest {
  readonly id: string;
  readonly account: string;
  readonly side: Side;
  readonly ticks: number | null;
  readonly lots: number;
  readonly timeInForce: 'gtc' | 'ioc' | 'fok' | 'post_only';
  readonly selfTrade: 'cancel_maker' | 'cancel_taker' | 'cancel_both';
}

export interface ReferenceFill {
  readonly id: string;
  readonly ticks: number;
  readonly lots: number;
  readonly liquidity: 'maker' | 'taker';
  /** In settlement currency, as a decimal string. */
  readonly fee: string;
}

/** A swap's figures, as a venue writes them. */
export interface ReferenceTerms {
  readonly tickSize: string;
  readonly lotSize: string;
  readonly makerRate: string;
  readonly takerRate: string;
}

/**
 * Accounts that trade one swap with each other: the rules written down once more, in decimals, without any hurry.
 *
 * Margin is not looked at; the accounts are rich.
 */
export class ReferenceExchange {
  readonly book = new ReferenceBook();
  readonly #terms: ReferenceTerms;
  readonly #accounts: Map<string, ReferenceAccount>;
  readonly #requests = new Map<string, ReferenceRequest>();

  constructor(accounts: readonly string[], cash: string, terms: ReferenceTerms) {
    this.#terms = terms;
    this.#accounts = new Map(accounts.map((name) => [name, new ReferenceAccount(new Decimal(cash))]));
  }

  account(name: string): ReferenceAccount {
    const account = this.#accounts.get(name);
    if (account === undefined) throw new Error(`There is no account ${name}.`);
    return account;
  }

  submit(request: ReferenceRequest): void {
    const { side, ticks, lots, timeInForce } = request;
    this.#requests.set(request.id, request);
    const reachable = this.book.available(side, ticks);
    if (timeInForce === 'post_only' && reachable > 0) return;
    if (timeInForce === 'fok' && this.#availableToOthers(request) < lots) return;
    const left = this.#match(request);
    const rests = ticks !== null && (timeInForce === 'gtc' || timeInForce === 'post_only');
    if (left > 0 && rests) this.book.rest(request.id, this.#numberOf(request.account), side, ticks, left);
  }

  cancel(account: string, id: string): void {
    if (this.#owns(account, id)) this.book.remove(id);
  }

  /** A new total or price; a price that reaches the other side trades first, as a new order would. */
  amend(account: string, id: string, ticks: number, left: number): void {
    const order = this.book.find(id);
    if (order === undefined || !this.#owns(account, id)) return;
    if (this.book.available(order.side, ticks) === 0 || ticks === order.ticks) {
      this.book.amend(id, ticks, left);
      return;
    }
    const asked = this.#requests.get(id);
    if (asked === undefined) return;
    this.book.remove(id);
    this.submit({ ...asked, ticks, lots: left });
  }

  /** What is left of the request after it has met everything in its reach; 0 when its rest is canceled. */
  #match(request: ReferenceRequest): number {
    const owner = this.#numberOf(request.account);
    let left = request.lots;
    while (left > 0) {
      const maker = this.book.inOrder(request.side === 'buy' ? 'sell' : 'buy')[0];
      if (maker === undefined || !within(request, maker.ticks)) return left;
      if (maker.owner === owner) {
        if (request.selfTrade !== 'cancel_taker') this.book.remove(maker.id);
        if (request.selfTrade !== 'cancel_maker') return 0;
        continue;
      }
      const lots = Math.min(left, maker.lots);
      left -= lots;
      this.book.take(request.side, maker.ticks, lots);
      this.#fill(this.#nameOf(maker.owner), maker.id, maker.side, maker.ticks, lots, 'maker');
      this.#fill(request.account, request.id, request.side, maker.ticks, lots, 'taker');
    }
    return left;
  }

  /** A fill-or-kill order does not count on orders of its own account, nor on what lies behind one that ends it. */
  #availableToOthers(request: ReferenceRequest): number {
    const owner = this.#numberOf(request.account);
    let lots = 0;
    for (const maker of this.book.inOrder(request.side === 'buy' ? 'sell' : 'buy')) {
      if (!within(request, maker.ticks)) break;
      if (maker.owner !== owner) lots += maker.lots;
      else if (request.selfTrade !== 'cancel_maker') break;
    }
    return lots;
  }

  #fill(account: string, id: string, side: Side, ticks: number, lots: number, liquidity: 'maker' | 'taker'): void {
    const { tickSize, lotSize, makerRate, takerRate } = this.#terms;
    const value = new Decimal(tickSize).mul(ticks).mul(new Decimal(lotSize).mul(lots));
    const fee = value.mul(liquidity === 'maker' ? makerRate : takerRate);
    this.account(account).fill({ id, ticks, lots, liquidity, fee: fee.toFixed() }, side, value, fee, this.#terms);
  }

  #owns(account: string, id: string): boolean {
    return this.book.find(id)?.owner === this.#numberOf(account);
  }

  #numberOf(account: string): number {
    return [...this.#accounts.keys()].indexOf(account) + 1;
  }

  #nameOf(number: number): string {
    return [...this.#accounts.keys()][number - 1]!;
  }
}

/** Cash and one position of an account, in decimals. */
export class ReferenceAccount {
  readonly fills: ReferenceFill[] = [];
  cash: Decimal;
  /** Base units, signed. */
  quantity = new Decimal(0);
  /** What the open part cost, in settlement currency. */
  cost = new Decimal(0);

  constructor(cash: Decimal) {
    this.cash = cash;
  }

  fill(fill: ReferenceFill, side: Side, value: Decimal, fee: Decimal, terms: ReferenceTerms): void {
    this.fills.push(fill);
    this.cash = this.cash.sub(fee);
    const lots = new Decimal(terms.lotSize).mul(fill.lots);
    const signed = side === 'buy' ? lots : lots.neg();
    if (this.quantity.isZero() || this.quantity.s === signed.s) {
      this.quantity = this.quantity.add(signed);
      this.cost = this.cost.add(value);
      return;
    }
    const closed = Decimal.min(lots, this.quantity.abs());
    const grain = new Decimal(terms.tickSize).mul(terms.lotSize);
    // The closed part takes its share of the cost, down to one tick of one lot; the rest stays with the open part.
    const released = this.cost.mul(closed).div(this.quantity.abs()).div(grain).floor().mul(grain);
    const proceeds = value.mul(closed).div(lots);
    this.cash = this.cash.add(this.quantity.gt(0) ? proceeds.sub(released) : released.sub(proceeds));
    this.cost = closed.lt(lots) ? value.sub(proceeds) : this.cost.sub(released);
    this.quantity = this.quantity.add(signed);
  }
}

function within(request: ReferenceRequest, ticks: number): boolean {
  if (request.ticks === null) return true;
  return request.side === 'buy' ? ticks <= request.ticks : ticks >= request.ticks;
}
