import type { MarginMode, OrderType } from '../../domain/order-intent.ts';
import type { AccountEvent } from '../../exchange/exchange-results.ts';
import type { OrderCommand } from '../../exchange/order-command.ts';
import { readAlgo } from './algo-request.ts';
import type { LegTerms } from './algo-terms.ts';
import { DeskAlgo, type LegName } from './desk-algo.ts';
import type { DeskOrder } from './desk-order.ts';
import type { ItemResult } from './envelope.ts';
import { closableLots, openedLots } from './held-lots.ts';
import type { ListedInstrument } from './listed-instrument.ts';
import { isRefusal, type OkxCode, refuse } from './okx-codes.ts';
import type { OrderDesk, OrderWatcher } from './order-desk.ts';
import { RestingTargets } from './resting-targets.ts';
import { algoRow } from './rows/algo-row.ts';
import { textOf, type WireRow } from './wire.ts';

/** What OKX calls the origin of an order that an algo order sent. */
const SOURCES: Readonly<Record<LegName, string>> = { tp: '7', sl: '7', trigger: '6', trail: '25' };

/** OKX's algo orders over the conditional orders of the exchange core. */
export class AlgoDesk implements OrderWatcher {
  readonly #desk: OrderDesk;
  readonly #attachedProtection: 'each_fill' | 'completion';
  readonly #targets: RestingTargets;
  /** Ended algo orders that are kept. */
  readonly #kept: number;
  readonly #algos = new Map<string, DeskAlgo>();
  readonly #open = new Set<DeskAlgo>();
  /** Which leg of which algo order an order of the core is. */
  readonly #legs = new Map<string, { readonly algo: DeskAlgo; readonly name: LegName }>();

  constructor(desk: OrderDesk, attachedProtection: 'each_fill' | 'completion', historyLimit: number) {
    this.#kept = historyLimit;
    this.#desk = desk;
    this.#targets = new RestingTargets(desk);
    this.#attachedProtection = attachedProtection;
    desk.watcher = this;
  }

  place(item: WireRow): ItemResult {
    const { clock, market } = this.#desk.parts;
    market.catchUp();
    const algo = readAlgo(item, this.#desk.parts, clock.now());
    const row = { algoClOrdId: textOf(item, 'algoClOrdId'), clOrdId: '', tag: textOf(item, 'tag') };
    if (isRefusal(algo)) return { row: { ...row, algoId: '' }, refusal: algo };
    const { algoClOrdId } = algo.terms;
    if (algoClOrdId !== '' && this.open().some((other) => other.terms.algoClOrdId === algoClOrdId)) {
      return { row: { ...row, algoId: '' }, refusal: refuse('51065') };
    }
    this.#add(algo);
    return { row: { ...row, algoId: algo.terms.algoId }, refusal: null };
  }

  /** Oldest first. */
  open(): readonly DeskAlgo[] {
    return [...this.#open];
  }

  /** Ended ones, newest first. */
  history(): readonly DeskAlgo[] {
    return [...this.#algos.values()].filter(({ isOpen }) => !isOpen).reverse();
  }

  /** By OKX's id, or the newest one by the client's. */
  find(ref: { readonly algoId: string; readonly algoClOrdId: string }): DeskAlgo | undefined {
    if (ref.algoId !== '') return this.#algos.get(ref.algoId);
    if (ref.algoClOrdId === '') return undefined;
    return [...this.#algos.values()].reverse().find(({ terms }) => terms.algoClOrdId === ref.algoClOrdId);
  }

  row(algo: DeskAlgo): WireRow {
    const { listed } = algo.terms;
    const last = this.#desk.parts.exchange.lastTicks(listed.instrument);
    return algoRow(algo, last === null ? '' : listed.priceOf(last));
  }

  /** Ends an open algo order and takes its legs out of the core. */
  end(algo: DeskAlgo, state: 'canceled' | 'order_failed', failCode: OkxCode = '0'): void {
    if (!algo.isOpen) return;
    algo.state = state;
    algo.failCode = failCode;
    this.#close(algo);
    this.disarm(algo);
    this.push(algo);
  }

  /** Takes the legs out of the core; the algo order stays. */
  disarm(algo: DeskAlgo): void {
    const { exchange, accountId } = this.#desk.parts;
    for (const coreId of algo.armed.values()) {
      this.#legs.delete(coreId);
      exchange.cancel(accountId, { clientOrderId: coreId });
    }
    algo.armed.clear();
  }

  /** Puts the legs into the core, each as large as it may be now. */
  arm(algo: DeskAlgo): void {
    for (const name of algo.legNames()) if (algo.isOpen) this.#fit(algo, name);
  }

  push(algo: DeskAlgo): void {
    algo.uTime = Math.max(algo.uTime, this.#desk.parts.clock.now());
    this.#desk.parts.news.tell({ type: 'algo', instId: algo.terms.listed.instId, row: this.row(algo) });
  }

  /** Hears of an event of the core; `false` when it is of no leg that waits. */
  heard(event: AccountEvent): boolean {
    if (event.type !== 'order') return false;
    const { event: happened } = event;
    const leg = this.#legs.get(happened.clientOrderId);
    if (leg === undefined) return false;
    const { algo, name } = leg;
    switch (happened.type) {
      case 'order.triggered':
        this.#triggered(algo, name, happened.clientOrderId);
        return true;
      case 'order.canceled':
      case 'order.expired':
        this.#legs.delete(happened.clientOrderId);
        algo.armed.delete(name);
        // Without a position there is nothing to reduce; the algo order stays all the same, unless it was told to go.
        if (algo.terms.cxlOnClosePos) this.end(algo, 'canceled');
        else if (algo.isOpen && algo.terms.reduceOnly) this.#fit(algo, name);
        return true;
      case 'order.rejected':
        this.#legs.delete(happened.clientOrderId);
        algo.armed.delete(name);
        this.end(algo, 'order_failed', '51008');
        return true;
      default:
        return true;
    }
  }

  filled(order: DeskOrder): void {
    if (this.#attachedProtection === 'each_fill') this.#cover(order);
    this.#refit(order.terms.listed, order.terms.tdMode);
  }

  ended(order: DeskOrder): void {
    if (this.#attachedProtection === 'completion' && order.filledLots > 0) this.#cover(order);
    // The target was reached: the stop beside it goes.
    const beside = order.state === 'filled' ? this.#algos.get(order.terms.linkedAlgoId) : undefined;
    if (beside !== undefined) this.end(beside, 'canceled');
  }

  /** Legs that wait nowhere, because there is no position, fail at their trigger. */
  priceMoved(listed: ListedInstrument): void {
    if (this.#open.size === 0) return;
    for (const algo of this.open()) {
      if (algo.terms.listed !== listed || !algo.terms.reduceOnly) continue;
      for (const name of algo.legNames()) {
        if (!algo.isOpen || algo.armed.has(name) || name === 'trail') continue;
        if (this.#isReached(algo, name)) this.end(algo, 'order_failed', '51169');
      }
    }
  }

  /** What an order has opened gets the protection that was attached to it. */
  #cover(order: DeskOrder): void {
    const [attached] = order.terms.attached;
    if (attached === undefined) return;
    const { listed, side, posSide, tdMode, lever, tag } = order.terms;
    const lots = listed.isSwap
      ? Math.min(order.filledLots, openedLots(this.#desk.parts, order.terms))
      : soldableLots(order);
    if (lots < listed.minLots) {
      order.failCode = '51020';
      return;
    }
    this.#targets.cover(order, attached, lots);
    const known = this.#algos.get(attached.attachAlgoId);
    if (known !== undefined) {
      if (!known.isOpen || known.lots >= lots) return;
      known.lots = lots;
      this.arm(known);
      this.push(known);
      return;
    }
    order.failCode = '';
    const { takeProfit, restingTicks, stopLoss } = attached;
    if (takeProfit === null && stopLoss === null) return;
    const algo = new DeskAlgo(
      {
        algoId: attached.attachAlgoId,
        algoClOrdId: attached.attachAlgoClOrdId,
        tag,
        listed,
        side: side === 'buy' ? 'sell' : 'buy',
        posSide,
        tdMode,
        ordType: (takeProfit !== null || restingTicks !== null) && stopLoss !== null ? 'oco' : 'conditional',
        reduceOnly: listed.isSwap,
        cxlOnClosePos: false,
        isWhole: false,
        trail: null,
        attached: [],
        lever,
        cTime: this.#desk.parts.clock.now(),
      },
      { lots, takeProfit, stopLoss, trigger: null },
    );
    algo.resting = this.#targets.of(attached.attachAlgoId);
    this.#add(algo);
  }

  #add(algo: DeskAlgo): void {
    this.#algos.set(algo.terms.algoId, algo);
    this.#open.add(algo);
    this.push(algo);
    this.arm(algo);
  }

  #close(algo: DeskAlgo): void {
    this.#open.delete(algo);
    if (this.#algos.size <= this.#kept) return;
    for (const [algoId, old] of this.#algos) {
      if (this.#algos.size <= this.#kept) return;
      if (!old.isOpen) this.#algos.delete(algoId);
    }
  }

  /** The position has changed: what reduces it covers as much of it as it may. */
  #refit(listed: ListedInstrument, tdMode: MarginMode): void {
    if (this.#open.size === 0) return;
    for (const algo of this.open()) {
      const { terms } = algo;
      if (terms.listed === listed && terms.tdMode === tdMode && terms.reduceOnly) this.arm(algo);
    }
  }

  /** How many lots a leg may have now. */
  #wanted(algo: DeskAlgo): number {
    const { terms, lots } = algo;
    return terms.reduceOnly ? Math.min(lots, closableLots(this.#desk.parts, terms)) : lots;
  }

  #fit(algo: DeskAlgo, name: LegName): void {
    const { exchange, accountId } = this.#desk.parts;
    const wanted = this.#wanted(algo);
    const coreId = algo.armed.get(name);
    if (coreId !== undefined) {
      const armed = exchange.order(accountId, { clientOrderId: coreId });
      // One that has ended or been set off tells of itself in a moment.
      if (armed?.state !== 'armed' || armed.progress.lots === wanted || wanted === 0) return;
      exchange.amend(accountId, { clientOrderId: coreId }, { lots: wanted });
      return;
    }
    if (wanted === 0) return;
    algo.attempts += 1;
    const id = `${algo.terms.algoId}${name}${algo.attempts}`;
    algo.armed.set(name, id);
    this.#legs.set(id, { algo, name });
    const result = exchange.submit(accountId, this.#command(algo, name, id, wanted));
    if (result.outcome !== 'rejected') return;
    algo.armed.delete(name);
    this.#legs.delete(id);
    if (this.#isReached(algo, name)) this.#fireNow(algo, name, wanted);
    else this.end(algo, 'order_failed', '51000');
  }

  #command(algo: DeskAlgo, name: LegName, coreId: string, lots: number): OrderCommand {
    const { listed, side, reduceOnly, tdMode, trail } = algo.terms;
    const leg = algo.leg(name);
    return {
      clientOrderId: coreId,
      instrument: listed.instrument,
      side,
      type: this.#coreType(algo, name),
      lots,
      limitTicks: leg?.limitTicks ?? null,
      timeInForce: 'gtc',
      triggerTicks: leg?.triggerTicks ?? trail?.activeTicks ?? null,
      triggerBy: leg?.triggerBy ?? 'last',
      trail: trail?.command ?? null,
      effect: reduceOnly ? 'reduce_only' : 'open',
      marginMode: tdMode,
      role: name === 'tp' ? 'take_profit' : name === 'sl' ? 'stop_loss' : reduceOnly ? 'exit' : 'entry',
      selfTradePrevention: 'cancel_maker',
      protection: null,
      expiresAt: null,
      identity: null,
    };
  }

  #coreType(algo: DeskAlgo, name: LegName): OrderType {
    if (name === 'trail') return 'trailing_stop';
    const limited = algo.leg(name)?.limitTicks != null;
    const isTarget = name === 'tp' || (name === 'trigger' && !this.#isStop(algo));
    if (isTarget) return limited ? 'take_profit_limit' : 'take_profit_market';
    return limited ? 'stop_limit' : 'stop_market';
  }

  /** A trigger order waits for its price from the side on which the price is. */
  #isStop(algo: DeskAlgo): boolean {
    const { trigger } = algo;
    const rising = trigger !== null && trigger.triggerTicks > (this.#watched(algo, trigger) ?? 0);
    return rising === (algo.terms.side === 'buy');
  }

  #isReached(algo: DeskAlgo, name: LegName): boolean {
    const leg = algo.leg(name);
    if (leg === null || name === 'trigger') return false;
    const price = this.#watched(algo, leg);
    if (price === null) return false;
    const rising = (name === 'sl') === (algo.terms.side === 'buy');
    return rising ? price >= leg.triggerTicks : price <= leg.triggerTicks;
  }

  /** The price that a leg waits for, in ticks. */
  #watched({ terms }: DeskAlgo, { triggerBy }: LegTerms): number | null {
    const { exchange } = this.#desk.parts;
    const { instrument } = terms.listed;
    if (triggerBy === 'last') return exchange.lastTicks(instrument);
    const marks = exchange.marks(instrument);
    return marks === null ? null : marks / instrument.marksPerTick;
  }

  /** The trigger was reached before the leg could wait for it. */
  #fireNow(algo: DeskAlgo, name: LegName, lots: number): void {
    const { exchange, accountId } = this.#desk.parts;
    const limited = algo.leg(name)?.limitTicks != null;
    const id = `${algo.terms.algoId}${name}${algo.attempts}n`;
    this.#effective(algo, name, { coreId: id, lots });
    exchange.submit(accountId, {
      ...this.#command(algo, name, id, lots),
      type: limited ? 'limit' : 'market',
      triggerTicks: null,
    });
  }

  #triggered(algo: DeskAlgo, name: LegName, coreId: string): void {
    this.#legs.delete(coreId);
    algo.armed.delete(name);
    const { exchange, accountId } = this.#desk.parts;
    const lots = exchange.order(accountId, { clientOrderId: coreId })?.progress.lots ?? algo.lots;
    const order = this.#effective(algo, name, { coreId, lots });
    this.#desk.push(order);
  }

  /** The algo order has sent its order. */
  #effective(algo: DeskAlgo, name: LegName, sent: { readonly coreId: string; readonly lots: number }): DeskOrder {
    const { terms } = algo;
    const { exchange, ids, clock } = this.#desk.parts;
    const leg = algo.leg(name);
    const ordId = ids.draw();
    const last = exchange.lastTicks(terms.listed.instrument);
    algo.state = 'effective';
    algo.ordId = ordId;
    algo.actualSide = name === 'tp' || name === 'sl' ? name : '';
    algo.actualSz = terms.listed.sizeOf(sent.lots);
    algo.actualPx =
      leg?.limitTicks == null
        ? last === null
          ? ''
          : terms.listed.priceOf(last)
        : terms.listed.priceOf(leg.limitTicks);
    algo.triggerTime = `${clock.now()}`;
    this.#close(algo);
    this.#targets.endBeside(algo);
    const order = this.#desk.enter(
      {
        listed: terms.listed,
        tdMode: terms.tdMode,
        side: terms.side,
        posSide: terms.posSide,
        ordType: leg?.limitTicks == null ? 'market' : 'limit',
        lots: sent.lots,
        ticks: leg?.limitTicks ?? null,
        timeInForce: 'gtc',
        reduceOnly: terms.reduceOnly,
        clOrdId: '',
        tag: terms.tag,
        tgtCcy: terms.listed.isSwap ? '' : 'base_ccy',
        wireSz: null,
        stpMode: 'cancel_maker',
        attached: [],
      },
      {
        attached: terms.attached,
        ordId,
        coreId: sent.coreId,
        source: SOURCES[name],
        algoId: terms.algoId,
        algoClOrdId: terms.algoClOrdId,
      },
    );
    this.disarm(algo);
    this.push(algo);
    return order;
  }
}

/** What of a spot buy can be sold again: the fee was taken in what was bought. */
function soldableLots(order: DeskOrder): number {
  const { lotMoney } = order.terms.listed.instrument;
  if (order.terms.side === 'sell') return order.filledLots;
  return Number((BigInt(order.filledLots) * lotMoney - order.feeMoney) / lotMoney);
}
