import type { AlgoDesk } from './algo-desk.ts';
import { checkTriggers, readLots } from './algo-request.ts';
import type { LegTerms } from './algo-terms.ts';
import { readTicks } from './attached-request.ts';
import type { DeskAlgo } from './desk-algo.ts';
import { type Answer, answered, type ItemResult, itemsAnswered, refused } from './envelope.ts';
import type { ListedInstrument } from './listed-instrument.ts';
import { isRefusal, type Refusal, refuse } from './okx-codes.ts';
import type { OrderDesk } from './order-desk.ts';
import { findInstrument, parameter } from './order-request.ts';
import type { OperationContext, TradeOperations } from './trade-operations.ts';
import { isSet, textOf, type WireRow } from './wire.ts';

/** Algo orders and the closing of positions, as REST takes them. */
export class AlgoOperations {
  readonly #desk: OrderDesk;
  readonly #algos: AlgoDesk;
  readonly #trade: TradeOperations;

  constructor(parts: { readonly desk: OrderDesk; readonly algos: AlgoDesk; readonly trade: TradeOperations }) {
    this.#desk = parts.desk;
    this.#algos = parts.algos;
    this.#trade = parts.trade;
  }

  place(items: readonly WireRow[], context: OperationContext): Answer {
    return this.#each(items.slice(0, 1), context, (item) => this.#algos.place(item));
  }

  /** Cancels a moment after the answer. */
  cancel(items: readonly WireRow[], context: OperationContext): Answer {
    return this.#each(items, context, (item) => {
      const row = { algoId: textOf(item, 'algoId'), algoClOrdId: textOf(item, 'algoClOrdId') };
      const algo = this.#find(item);
      if (isRefusal(algo)) return { row, refusal: algo };
      if (algo === undefined || !algo.isOpen) return { row, refusal: refuse('51400') };
      if (algo.isCanceling) return { row, refusal: refuse('51410') };
      algo.isCanceling = true;
      this.#later(() => this.#algos.end(algo, 'canceled'));
      return { row: { ...row, algoId: algo.terms.algoId, algoClOrdId: algo.terms.algoClOrdId }, refusal: null };
    });
  }

  /** Amends a moment after the answer. */
  amend(items: readonly WireRow[], context: OperationContext): Answer {
    return this.#each(items.slice(0, 1), context, (item) => {
      const reqId = textOf(item, 'reqId');
      const row = { algoId: textOf(item, 'algoId'), algoClOrdId: textOf(item, 'algoClOrdId'), reqId };
      const algo = this.#find(item);
      if (isRefusal(algo)) return { row, refusal: algo };
      if (algo === undefined || !algo.isOpen) return { row, refusal: refuse('51503') };
      const change = readChange(item, algo);
      if (isRefusal(change)) return { row, refusal: change };
      const wrong = checkTriggers({ ...algo.terms, ...change }, this.#desk.parts.exchange);
      if (wrong !== null) return { row, refusal: wrong };
      this.#later(() => this.#carryOut(algo, change, { reqId, cxlOnFail: isSet(item, 'cxlOnFail') }));
      return { row: { ...row, algoId: algo.terms.algoId, algoClOrdId: algo.terms.algoClOrdId }, refusal: null };
    });
  }

  /** Closes a position at the market. The answer has no order id. */
  closePosition(body: WireRow): Answer {
    const { board, exchange, accountId, books, market, clock } = this.#desk.parts;
    market.catchUp();
    const listed = findInstrument(body, board);
    if (isRefusal(listed)) return refused(listed);
    const mgnMode = textOf(body, 'mgnMode');
    if (mgnMode !== 'cross' && mgnMode !== 'isolated') return refused(parameter('mgnMode'));
    const held = exchange.account(accountId).position(listed.instrument, mgnMode).lots;
    if (held === 0) return refused(refuse('51023'));
    const side = held > 0 ? 'sell' : 'buy';
    const closing = books
      .open()
      .filter(({ terms }) => terms.listed === listed && terms.tdMode === mgnMode && terms.side === side);
    if (closing.length > 0) {
      if (!isSet(body, 'autoCxl')) return refused(refuse('51115'));
      for (const order of closing) exchange.cancel(accountId, { clientOrderId: order.terms.coreId });
    }
    const clOrdId = textOf(body, 'clOrdId');
    const most = listed.instrument.maxMarketLots ?? Number.POSITIVE_INFINITY;
    const posSide = textOf(body, 'posSide');
    let left = Math.abs(held);
    let name = clOrdId;
    while (left > 0) {
      const lots = Math.min(left, most);
      const { refusal } = this.#desk.place({
        instId: listed.instId,
        tdMode: mgnMode,
        side,
        posSide,
        ordType: 'market',
        sz: listed.sizeOf(lots),
        reduceOnly: true,
        clOrdId: name,
        tag: textOf(body, 'tag'),
      });
      if (refusal !== null) return refused(refusal);
      left -= lots;
      name = '';
    }
    return answered([
      { instId: listed.instId, posSide: posSide || 'net', clOrdId, tag: textOf(body, 'tag'), ts: `${clock.now()}` },
    ]);
  }

  #each(items: readonly WireRow[], { receivedAt }: OperationContext, run: (item: WireRow) => ItemResult): Answer {
    const { clock, market } = this.#desk.parts;
    market.catchUp();
    return itemsAnswered(items.map(run), receivedAt, clock.now());
  }

  #find(item: WireRow): DeskAlgo | Refusal | undefined {
    const ref = { algoId: textOf(item, 'algoId'), algoClOrdId: textOf(item, 'algoClOrdId') };
    if (ref.algoId === '' && ref.algoClOrdId === '') return parameter('algoId or algoClOrdId');
    const algo = this.#algos.find(ref);
    return algo === undefined || algo.terms.listed.instId !== textOf(item, 'instId') ? undefined : algo;
  }

  #later(task: () => void): void {
    const { clock, market } = this.#desk.parts;
    clock.schedule(this.#trade.commandDelayMs, () => {
      market.catchUp();
      task();
    });
  }

  #carryOut(algo: DeskAlgo, change: AlgoChange, how: { readonly reqId: string; readonly cxlOnFail: boolean }): void {
    algo.isCanceling = false;
    algo.reqId = how.reqId;
    if (!algo.isOpen) {
      algo.amendResult = '-1';
      this.#algos.push(algo);
      return;
    }
    const wrong = checkTriggers({ ...algo.terms, ...change }, this.#desk.parts.exchange);
    if (wrong !== null) {
      algo.amendResult = '-1';
      if (how.cxlOnFail) this.#algos.end(algo, 'canceled');
      else this.#algos.push(algo);
      return;
    }
    this.#algos.disarm(algo);
    algo.lots = change.lots;
    algo.takeProfit = change.takeProfit;
    algo.stopLoss = change.stopLoss;
    algo.trigger = change.trigger;
    algo.amendResult = '0';
    this.#algos.push(algo);
    this.#algos.arm(algo);
  }
}

interface AlgoChange {
  readonly lots: number;
  readonly takeProfit: LegTerms | null;
  readonly stopLoss: LegTerms | null;
  readonly trigger: LegTerms | null;
}

function readChange(item: WireRow, algo: DeskAlgo): AlgoChange | Refusal {
  const { listed } = algo.terms;
  const lots = textOf(item, 'newSz') === '' ? algo.lots : readLots(item, listed, 'newSz');
  if (isRefusal(lots)) return lots;
  const takeProfit = changedLeg(item, 'newTp', algo.takeProfit, listed);
  if (isRefusal(takeProfit)) return takeProfit;
  const stopLoss = changedLeg(item, 'newSl', algo.stopLoss, listed);
  if (isRefusal(stopLoss)) return stopLoss;
  const trigger = changedLeg(item, 'new', algo.trigger, listed);
  if (isRefusal(trigger)) return trigger;
  const isSame = lots === algo.lots && takeProfit === algo.takeProfit && stopLoss === algo.stopLoss;
  return isSame && trigger === algo.trigger ? refuse('51500') : { lots, takeProfit, stopLoss, trigger };
}

/** Only what is named changes. */
function changedLeg(
  item: WireRow,
  prefix: string,
  leg: LegTerms | null,
  listed: ListedInstrument,
): LegTerms | Refusal | null {
  const [trigger, order] = [textOf(item, `${prefix}TriggerPx`), textOf(item, `${prefix}OrdPx`)];
  if (trigger === '' && order === '') return leg;
  if (leg === null) return refuse('51506');
  // A price of 0 deletes the leg.
  if (trigger === '0' || order === '0') return null;
  const triggerTicks = trigger === '' ? leg.triggerTicks : readTicks(trigger, listed);
  if (triggerTicks === null) return parameter(`${prefix}TriggerPx`);
  const limitTicks = order === '' ? leg.limitTicks : order === '-1' ? null : readTicks(order, listed);
  if (order !== '' && order !== '-1' && limitTicks === null) return parameter(`${prefix}OrdPx`);
  return { triggerTicks, limitTicks, triggerBy: leg.triggerBy };
}
