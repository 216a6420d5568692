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
  positive,
  unsigned,
} from './scalar.ts';

/** `GET account/config`. Level 1 is spot, 2 futures, 3 several currencies, 4 portfolio. */
export const accountConfigRow = z.object({
  uid: optionalText,
  acctLv: z.enum(['1', '2', '3', '4']),
  posMode: z.enum(['net_mode', 'long_short_mode']),
  perm: optionalText,
  ctIsoMode: optionalText,
  autoLoan: flag,
  acctStpMode: optionalText,
  label: optionalText,
});
export type AccountConfigRow = z.output<typeof accountConfigRow>;

const price = z.union([z.string(), z.array(z.string()).transform((list) => list[0] ?? '')]).default('');

/** One currency of `GET account/balance` and of the account channel. `availEq` is `""` in spot mode. */
export const balanceDetail = z.object({
  ccy: name,
  eq: maybeDecimal,
  cashBal: decimal,
  availBal: maybeDecimal,
  availEq: maybeDecimal,
  frozenBal: optionalDecimal,
  ordFrozen: optionalDecimal,
  upl: optionalDecimal,
  liab: optionalDecimal,
  isoEq: optionalDecimal,
  accAvgPx: price,
  openAvgPx: price,
  uTime: optionalInstant,
});
export type BalanceDetail = z.output<typeof balanceDetail>;
export const balanceRow = z.object({ totalEq: optionalDecimal, uTime: instant, details: z.array(balanceDetail) });
export type BalanceRow = z.output<typeof balanceRow>;

/** `GET account/positions` and the positions channel: `pos` signed in net mode. */
export const positionRow = z.object({
  instId: name,
  instType: name,
  mgnMode: z.enum(['cross', 'isolated', 'cash']),
  posSide: z.enum(['net', 'long', 'short']),
  posId: optionalText,
  pos: maybeDecimal,
  avgPx: maybeDecimal,
  lever: maybeDecimal,
  margin: optionalDecimal,
  imr: optionalDecimal,
  liqPx: optionalDecimal,
  markPx: optionalDecimal,
  upl: optionalDecimal,
  realizedPnl: optionalDecimal,
  fundingFee: optionalDecimal,
  ccy: optionalText,
  adl: optionalText,
  tradeId: optionalText,
  cTime: optionalInstant,
  uTime: instant,
});
export type PositionRow = z.output<typeof positionRow>;

/** `GET account/leverage-info`. */
export const leverageRow = z.object({
  instId: name,
  mgnMode: z.enum(['cross', 'isolated']),
  posSide: optionalText,
  lever: positive,
});
export type LeverageRow = z.output<typeof leverageRow>;

/** `GET account/trade-fee`: a rate below zero is charged. */
export const tradeFeeRow = z.object({
  instType: name,
  level: optionalText,
  maker: optionalDecimal,
  taker: optionalDecimal,
  makerU: optionalDecimal,
  takerU: optionalDecimal,
  makerUSDC: optionalDecimal,
  takerUSDC: optionalDecimal,
  feeGroup: z.array(z.object({ groupId: name, maker: decimal, taker: decimal })).default([]),
});
export type TradeFeeRow = z.output<typeof tradeFeeRow>;

/** `GET public/position-tiers`: sizes in contracts. */
export const positionTierRow = z.object({
  tier: name,
  instFamily: optionalText,
  instId: optionalText,
  minSz: unsigned,
  maxSz: unsigned,
  mmr: positive,
  imr: optionalDecimal,
  maxLever: positive,
});
export type PositionTierRow = z.output<typeof positionTierRow>;

/** `GET account/bills`: every movement of money. */
export const billRow = z.object({
  billId: name,
  type: name,
  subType: optionalText,
  ccy: name,
  balChg: decimal,
  posBalChg: optionalDecimal,
  bal: optionalDecimal,
  pnl: optionalDecimal,
  fee: optionalDecimal,
  instId: optionalText,
  instType: optionalText,
  mgnMode: optionalText,
  ordId: optionalText,
  tradeId: optionalText,
  ts: instant,
});
export type BillRow = z.output<typeof billRow>;

/** One message of the balance-and-position channel. */
export const balanceAndPositionRow = z.object({
  pTime: instant,
  eventType: name,
  balData: z.array(z.object({ ccy: name, cashBal: decimal, uTime: optionalInstant })).default([]),
  posData: z
    .array(
      z.object({
        posId: optionalText,
        instId: name,
        instType: name,
        mgnMode: name,
        posSide: z.enum(['net', 'long', 'short']),
        pos: maybeDecimal,
        avgPx: maybeDecimal,
        tradeId: optionalText,
        uTime: optionalInstant,
      }),
    )
    .default([]),
  trades: z.array(z.object({ instId: name, tradeId: name })).default([]),
});

/** `GET account/max-size`: what could be bought and sold now, in `sz`; `""` where OKX does not say. */
export const maxSizeRow = z.object({ instId: name, maxBuy: optionalDecimal, maxSell: optionalDecimal });
export type MaxSizeRow = z.output<typeof maxSizeRow>;

/** `GET trade/account-rate-limit`: new and changed orders of the account in two seconds; `""` where OKX does not say. */
export const accountRateRow = z.object({ accRateLimit: optionalDecimal });
export type AccountRateRow = z.output<typeof accountRateRow>;
