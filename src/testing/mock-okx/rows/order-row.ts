import { Decimal } from '../../../domain/decimal.ts';
import { fromMoney, type Money } from '../../../domain/money.ts';
import type { AttachedTerms, LegTerms } from '../algo-terms.ts';
import type { DeskOrder } from '../desk-order.ts';
import type { ListedInstrument } from '../listed-instrument.ts';
import type { WireRow } from '../wire.ts';

/** Digits that OKX shows of an average price. */
const AVERAGE_DIGITS = 20;

/** An average price as OKX shows it; `""` before the first fill. */
export function averageText(listed: ListedInstrument, cost: bigint, lots: number): string {
  if (lots === 0) return '';
  return new Decimal(listed.instrument.averagePrice(cost, lots).toSignificantDigits(AVERAGE_DIGITS)).toFixed();
}

/** A fee or a profit as OKX shows it. */
export function moneyText(money: Money): string {
  return fromMoney(money).toFixed();
}

/** An order as `GET trade/order` and the order lists show it. */
export function orderRow(order: DeskOrder): WireRow {
  const { terms, lastFill } = order;
  const { listed } = terms;
  const spot = !listed.isSwap;
  const inBase = spot && terms.side === 'buy';
  const first = terms.attached[0];
  const leg = first ?? null;
  return {
    accFillSz: listed.sizeOf(order.filledLots),
    algoClOrdId: terms.algoClOrdId,
    algoId: terms.algoId,
    attachAlgoClOrdId: first?.attachAlgoClOrdId ?? '',
    attachAlgoOrds: terms.attached.map((attached) => attachedRow(listed, attached, order.failCode)),
    avgPx: averageText(listed, order.filledCost, order.filledLots),
    cTime: `${terms.cTime}`,
    cancelSource: order.cancelSource,
    cancelSourceReason: order.cancelReason,
    category: terms.category,
    ccy: '',
    clOrdId: terms.clOrdId,
    fee: moneyText(-order.feeMoney),
    feeCcy: spot ? (inBase ? listed.field('baseCcy') : listed.field('quoteCcy')) : listed.field('settleCcy'),
    fillPx: lastFill === null ? '' : listed.priceOf(lastFill.ticks),
    fillSz: lastFill === null ? '0' : listed.sizeOf(lastFill.lots),
    fillTime: lastFill === null ? '' : `${lastFill.at}`,
    instId: listed.instId,
    instType: listed.instType,
    isTpLimit: terms.isTpLimit ? 'true' : 'false',
    lever: terms.lever,
    linkedAlgoOrd: { algoId: terms.linkedAlgoId },
    ordId: terms.ordId,
    ordType: terms.ordType,
    pnl: moneyText(order.pnlMoney),
    posSide: terms.posSide,
    px: order.ticks === null ? '' : listed.priceOf(order.ticks),
    pxType: '',
    pxUsd: '',
    pxVol: '',
    quickMgnType: '',
    rebate: '0',
    rebateCcy: spot ? (inBase ? listed.field('quoteCcy') : listed.field('baseCcy')) : listed.field('settleCcy'),
    reduceOnly: terms.reduceOnly ? 'true' : 'false',
    side: terms.side,
    slOrdPx: legPrice(listed, leg?.stopLoss ?? null),
    slTriggerPx: legTrigger(listed, leg?.stopLoss ?? null),
    slTriggerPxType: leg?.stopLoss?.triggerBy ?? '',
    source: terms.source,
    state: order.state,
    stpId: '',
    stpMode: terms.stpMode,
    sz: terms.wireSz ?? listed.sizeOf(order.lots),
    tag: terms.tag,
    tdMode: terms.tdMode,
    tgtCcy: terms.tgtCcy,
    tpOrdPx: legPrice(listed, leg?.takeProfit ?? null),
    tpTriggerPx: legTrigger(listed, leg?.takeProfit ?? null),
    tpTriggerPxType: leg?.takeProfit?.triggerBy ?? '',
    tradeId: lastFill?.tradeId ?? '',
    tradeQuoteCcy: listed.field('quoteCcy') || listed.field('settleCcy'),
    uTime: `${order.uTime}`,
  };
}

/** An order as the `orders` channel pushes it. `fill` is the execution that this push tells, if it tells one. */
export function orderPush(order: DeskOrder, push: { readonly tellsFill: boolean; readonly lastPx: string }): WireRow {
  const { lastFill, terms } = order;
  const { listed } = terms;
  const row = orderRow(order);
  const fill = push.tellsFill ? lastFill : null;
  return {
    ...row,
    amendResult: order.amendResult,
    amendSource: order.amendSource,
    code: order.code,
    execType: fill === null ? '' : fill.isMaker ? 'M' : 'T',
    fillFee: fill === null ? '0' : moneyText(-fill.feeMoney),
    fillFeeCcy: fill === null ? '' : row.feeCcy,
    fillFwdPx: '',
    fillMarkPx: '',
    fillMarkVol: '',
    fillNotionalUsd:
      fill === null ? '' : listed.instrument.quantityOf(fill.lots).mul(listed.instrument.priceOf(fill.ticks)).toFixed(),
    fillPnl: fill === null ? '0' : moneyText(fill.pnlMoney),
    fillPx: fill === null ? '' : row.fillPx,
    fillPxUsd: '',
    fillPxVol: '',
    fillSz: fill === null ? '0' : row.fillSz,
    fillTime: fill === null ? '' : row.fillTime,
    lastPx: push.lastPx,
    msg: order.msg,
    notionalUsd: listed.instrument
      .quantityOf(order.lots)
      .mul(order.ticks === null ? push.lastPx || '0' : listed.instrument.priceOf(order.ticks))
      .toFixed(),
    reqId: order.reqId,
    tradeId: fill === null ? '' : fill.tradeId,
  };
}

function attachedRow(listed: ListedInstrument, attached: AttachedTerms, failCode: string): WireRow {
  const { takeProfit, restingTicks, stopLoss } = attached;
  return {
    amendPxOnTriggerType: '0',
    attachAlgoClOrdId: attached.attachAlgoClOrdId,
    attachAlgoId: attached.attachAlgoId,
    callbackRatio: '',
    callbackSpread: '',
    activePx: '',
    failCode,
    failReason: failCode === '' ? '' : 'The size is below the minimum order amount.',
    slOrdPx: legPrice(listed, stopLoss),
    slTriggerPx: legTrigger(listed, stopLoss),
    slTriggerPxType: stopLoss?.triggerBy ?? '',
    slTriggerRatio: '',
    sz: '',
    tpOrdKind: restingTicks !== null ? 'limit' : takeProfit === null ? '' : 'condition',
    tpOrdPx: restingTicks === null ? legPrice(listed, takeProfit) : listed.priceOf(restingTicks),
    tpTriggerPx: legTrigger(listed, takeProfit),
    tpTriggerPxType: takeProfit?.triggerBy ?? '',
    tpTriggerRatio: '',
  };
}

/** The trigger of a leg, `""` without one. */
export function legTrigger(listed: ListedInstrument, leg: LegTerms | null): string {
  return leg === null ? '' : listed.priceOf(leg.triggerTicks);
}

/** The order price of a leg: `-1` is a market order. */
export function legPrice(listed: ListedInstrument, leg: LegTerms | null): string {
  if (leg === null) return '';
  return leg.limitTicks === null ? '-1' : listed.priceOf(leg.limitTicks);
}

/** Leverage in hundredths as OKX writes it. */
export function leverText(hundredths: number): string {
  return `${hundredths / 100}`;
}
