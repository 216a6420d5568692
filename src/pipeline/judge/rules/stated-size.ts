import { Decimal } from '../../../domain/decimal.ts';
import { sizeInBase } from '../../../domain/decision-sizing.ts';
import { decisionSize } from '../decision-size.ts';
import { type EntryCase, type PricedEntry, sizingPrice } from '../entry-case.ts';
import { type Finding, refuse } from '../verdict.ts';

/** How many times the equity an order's margin may be before its unit was surely mistaken. */
const SURELY_MISTAKEN = 10;

/** A short of spot, where nothing can be sold that is not held. */
export function spotShort({ proposal, instrument }: PricedEntry): Finding | null {
  if (instrument.type !== 'spot' || proposal.action !== 'sell') return null;
  return refuse('spot_short', `${instrument.id} is spot and cannot be sold short; close sells what is held.`);
}

/** An entry without a size, or of nothing. */
export function sizeMissing({ proposal }: EntryCase): Finding | null {
  const { size } = proposal;
  if (size === null) return refuse('size_missing', 'An entry needs a size: initial margin as a fraction of equity.');
  if (size.value.gt(0)) return null;
  return refuse('size_missing', `The size ${size.value.toFixed()} is not above 0.`, { size: size.value.toFixed() });
}

/** A size that is off by powers of ten: 40 for 40 %, dollars for coins. */
export function sizeScale(entry: PricedEntry): Finding | null {
  const { size } = entry.proposal;
  if (size === null) return null;
  const stated = size.value.toFixed();
  if (size.unit === 'equity_fraction') {
    if (size.value.lte(1)) return null;
    const hint = size.value.lte(100) ? `; ${size.value.div(100).toFixed()} is ${stated} %` : '';
    return refuse('size_scale', `The size ${stated} is no fraction of equity${hint}.`, { size: stated, maximum: '1' });
  }
  const { view, instrument } = entry;
  const leverage = Decimal.max(entry.proposal.leverage ?? 1, 1);
  const quantity = sizeInBase(decisionSize(size), {
    instrument,
    equity: view.equity,
    price: sizingPrice(entry),
    leverage,
  });
  const multiple = quantity.mul(sizingPrice(entry)).div(leverage).div(view.equity);
  if (multiple.lt(SURELY_MISTAKEN)) return null;
  const shown = multiple.toSignificantDigits(3).toFixed();
  return refuse('size_scale', `A size of ${stated} (${size.unit}) needs ${shown} times the equity as margin.`, {
    size: stated,
    unit: size.unit,
    timesEquity: shown,
  });
}

/** A leverage that no instrument has. */
export function leverageRange({ proposal, instrument }: PricedEntry): Finding | null {
  const { leverage } = proposal;
  if (leverage === null || instrument.type === 'spot') return null;
  const maximum = instrument.maxLeverage.mul(SURELY_MISTAKEN);
  if (leverage.gte(1) && leverage.lt(maximum)) return null;
  return refuse(
    'leverage_range',
    `A leverage of ${leverage.toFixed()} is none: ${instrument.id} has 1 to ${instrument.maxLeverage.toFixed()}.`,
    {
      leverage: leverage.toFixed(),
      maximum: instrument.maxLeverage.toFixed(),
    },
  );
}
