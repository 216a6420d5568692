import { tenTo } from '../domain/exact.ts';
import { FUNDING_RATE_DECIMALS, type Money } from '../domain/money.ts';
import type { ExchangeState } from './exchange-state.ts';
import type { Market } from './market.ts';
import { tellLedger } from './news.ts';

const RATE_UNIT = tenTo(FUNDING_RATE_DECIMALS);

/**
 * Settles the funding of a market: holders of longs pay side × quantity × mark × rate, holders of shorts receive it.
 *
 * Cross positions pay out of cash, isolated ones out of their margin. `rate` in units of 10^-16; `marks` `null` for the present mark.
 */
export function settleFunding(state: ExchangeState, market: Market, rate: bigint, marks: number | null): void {
  const at = marks ?? market.judgedMarks;
  if (Number.isNaN(at) || rate === 0n) return;
  for (const exposure of state.exposures[market.index]!) {
    const { position } = exposure;
    if (position === null || position.lots === 0) continue;
    const amount: Money = (-BigInt(position.lots) * BigInt(at) * market.instrument.markMoney * rate) / RATE_UNIT;
    position.settleFunding(amount);
    for (const other of exposure.wallet.exposures) other.forgetGuard();
    tellLedger(state, exposure, 'funding', amount);
  }
}
