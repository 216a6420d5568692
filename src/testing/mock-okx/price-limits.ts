import { Decimal } from '../../domain/decimal.ts';
import type { Exchange } from '../../exchange/exchange.ts';
import type { ListedInstrument } from './listed-instrument.ts';

/** How far from the mark price orders may go: buys up to `buyTicks`, sells down to `sellTicks`. */
export interface PriceLimits {
  readonly buyTicks: number;
  readonly sellTicks: number;
}

/** The price limits around the present mark; `null` before the first price. */
export function priceLimitsOf(exchange: Exchange, listed: ListedInstrument, band: Decimal): PriceLimits | null {
  const marks = exchange.marks(listed.instrument);
  if (marks === null) return null;
  const mark = new Decimal(marks).div(listed.instrument.marksPerTick);
  return {
    buyTicks: mark.mul(band.add(1)).floor().toNumber(),
    sellTicks: Math.max(1, mark.mul(new Decimal(1).sub(band)).ceil().toNumber()),
  };
}
