import { z } from 'zod';
import {
  decimal,
  flag,
  instant,
  maybeDecimal,
  name,
  optionalDecimal,
  optionalInstant,
  optionalText,
  text,
  unsigned,
} from './scalar.ts';

export const side = z.enum(['buy', 'sell']);

/** The states of an order at OKX. */
export const ORDER_ROW_STATES = ['live', 'partially_filled', 'filled', 'canceled', 'mmp_canceled'] as const;

/** A protection that waits for its parent to fill. */
export const attachedRow = z.object({
  attachAlgoId: optionalText,
  attachAlgoClOrdId: optionalText,
  tpTriggerPx: optionalDecimal,
  tpTriggerPxType: optionalText,
  tpOrdPx: optionalDecimal,
  tpOrdKind: optionalText,
  slTriggerPx: optionalDecimal,
  slTriggerPxType: optionalText,
  slOrdPx: optionalDecimal,
  failCode: optionalText,
  failReason: optionalText,
});

/** An order of `GET trade/order`, `orders-pending`, `orders-history` and of the orders channel. */
export const orderRow = z.object({
  instId: name,
  instType: name,
  ordId: name,
  clOrdId: text,
  tag: optionalText,
  /** Not empty for what an algo order set off; then it is the algo order's, and never this order's id. */
  algoId: optionalText,
  algoClOrdId: optionalText,
  side,
  posSide: optionalText,
  tdMode: z.enum(['cash', 'cross', 'isolated', 'spot_isolated']),
  ordType: name,
  px: maybeDecimal,
  sz: unsigned,
  tgtCcy: optionalText,
  state: z.enum(ORDER_ROW_STATES),
  accFillSz: unsigned,
  avgPx: maybeDecimal,
  fee: maybeDecimal,
  feeCcy: optionalText,
  rebate: optionalDecimal,
  rebateCcy: optionalText,
  fillPx: optionalDecimal,
  fillSz: optionalDecimal,
  tradeId: optionalText,
  fillTime: optionalInstant,
  reduceOnly: flag,
  category: optionalText,
  source: optionalText,
  cancelSource: optionalText,
  cancelSourceReason: optionalText,
  stpMode: optionalText,
  lever: optionalDecimal,
  isTpLimit: flag,
  linkedAlgoOrd: z.object({ algoId: optionalText }).default({ algoId: '' }).catch({ algoId: '' }),
  attachAlgoOrds: z.array(attachedRow).default([]),
  cTime: instant,
  uTime: instant,
});
export type OrderRow = z.output<typeof orderRow>;

/** What the orders channel says besides: about the execution and the amendment of this push. */
export const orderPushRow = orderRow.extend({
  fillFee: optionalDecimal,
  fillFeeCcy: optionalText,
  execType: optionalText,
  amendResult: optionalText,
  amendSource: optionalText,
  reqId: optionalText,
  code: optionalText,
  msg: optionalText,
});
export type OrderPushRow = z.output<typeof orderPushRow>;

/** An execution of `GET trade/fills` and `fills-history`; `fee` below zero is charged. */
export const fillRow = z.object({
  instId: name,
  instType: name,
  tradeId: name,
  ordId: name,
  clOrdId: optionalText,
  billId: name,
  tag: optionalText,
  side,
  posSide: optionalText,
  fillPx: decimal,
  fillSz: unsigned,
  fee: decimal,
  feeCcy: name,
  execType: optionalText,
  subType: optionalText,
  fillTime: optionalInstant,
  ts: instant,
});
export type FillRow = z.output<typeof fillRow>;
