import { z } from 'zod';
import { side } from './order-row.ts';
import { flag, instant, maybeDecimal, name, optionalDecimal, optionalInstant, optionalText } from './scalar.ts';

/** The states of an algo order at OKX. */
export const ALGO_ROW_STATES = [
  'live',
  'pause',
  'partially_effective',
  'effective',
  'canceled',
  'order_failed',
  'partially_failed',
] as const;

/** An algo order of `GET trade/order-algo`, `orders-algo-pending`, `orders-algo-history` and of the orders-algo channel. */
export const algoRow = z.object({
  instId: name,
  instType: name,
  algoId: name,
  algoClOrdId: optionalText,
  /** Of the order that it was attached to. */
  clOrdId: optionalText,
  ordId: optionalText,
  ordIdList: z.array(z.string()).default([]),
  ordType: name,
  side,
  posSide: optionalText,
  tdMode: z.enum(['cash', 'cross', 'isolated', 'spot_isolated']),
  /** Empty where a fraction of the position is to be closed. */
  sz: maybeDecimal,
  closeFraction: optionalDecimal,
  state: z.enum(ALGO_ROW_STATES),
  tpTriggerPx: optionalDecimal,
  tpTriggerPxType: optionalText,
  tpOrdPx: optionalDecimal,
  tpOrdKind: optionalText,
  slTriggerPx: optionalDecimal,
  slTriggerPxType: optionalText,
  slOrdPx: optionalDecimal,
  triggerPx: optionalDecimal,
  triggerPxType: optionalText,
  ordPx: optionalDecimal,
  callbackRatio: optionalDecimal,
  callbackSpread: optionalDecimal,
  activePx: optionalDecimal,
  moveTriggerPx: optionalDecimal,
  actualSide: optionalText,
  actualSz: optionalDecimal,
  actualPx: optionalDecimal,
  triggerTime: optionalInstant,
  last: optionalDecimal,
  failCode: optionalText,
  reduceOnly: flag,
  tag: optionalText,
  amendResult: optionalText,
  reqId: optionalText,
  linkedOrd: z.object({ ordId: optionalText }).default({ ordId: '' }).catch({ ordId: '' }),
  cTime: instant,
  uTime: optionalInstant,
});
export type AlgoRow = z.output<typeof algoRow>;
