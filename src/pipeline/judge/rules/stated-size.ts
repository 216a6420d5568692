import { Decimal, ZERO } from '../../../domain/decimal.ts';
import { sizeInBase } from '../../../domain/decision-sizing.ts';
import { decisionSize } from '../decision-size.ts';
import { type EntryCase, heldOf, type PricedEntry, signedQuantity, sizingPrice } from '../entry-case.ts';
import { clamp, type Finding, refuse } from '../verdict.ts';

/** How many times the maximum a leverage may be before it was surely mistaken. */
const SURELY_MISTAKEN = 10;

const ONE = new Decimal(1);

/** Fewer digits than this two symbols may well have in common. */
const TELLING_DIGITS = 3;

/** A short of spot, where nothing can be sold that is not held. */
export function spotShort(entry: PricedEntry): Finding | null {
  const { instrument, side } = entry;
  if (instrument.type !== 'spot' || side !== 'sell') return null;
  const held = signedQuantity(heldOf(entry));
  if (instrument.lots(held, 'down') >= instrument.minLots) return null;
  const figures = { held: held.toFixed(), minimum: instrument.minQuantity.toFixed() };
  const message = `${instrument.id} is spot and cannot be sold short: ${figures.held} is held, and the smallest order is ${figures.minimum}.`;
  return refuse('spot_short', message, figures);
}

/** No more of spot than is held, down to the lot. */
export function heldOfSpot(entry: PricedEntry, wanted: Decimal, findings: Finding[]): Decimal {
  const { instrument, side } = entry;
  if (instrument.type !== 'spot' || side !== 'sell') return wanted;
  const held = instrument.quantityOf(instrument.lots(signedQuantity(heldOf(entry)), 'down'));
  if (wanted.lte(held)) return wanted;
  const figures = { held: held.toFixed() };
  const message = `${instrument.id} is spot: no more than the ${figures.held} that is held can be sold.`;
  findings.push(clamp('spot_short', message, { before: wanted, after: held }, figures));
  return held;
}

/**
 * A size that is the largest which the prompt names for another symbol and not one of its own: beyond its own it would be
 * cut down to the largest position that is allowed, and with so many digits it is no coincidence.
 */
export function otherSymbolsSize({ proposal, view, symbol }: PricedEntry): Finding | null {
  const { size } = proposal;
  if (size === null || (size.unit !== 'base' && size.unit !== 'contracts')) return null;
  const { value } = size;
  const own = symbol.shownMaxima ?? [];
  const isPossible = own.some((most) => most.gte(value));
  if (own.some((most) => most.eq(value)) || (isPossible && value.precision() < TELLING_DIGITS)) return null;
  const other = view.symbols.find((one) => one !== symbol && one.shownMaxima?.some((most) => most.eq(value)));
  if (other === undefined) return null;
  const { id } = symbol.instrument;
  const figures = { size: value.toFixed(), other: other.instrument.id, maximum: Decimal.max(ZERO, ...own).toFixed() };
  const message = `The size ${figures.size} is the largest entry of ${figures.other}; that of ${id} is ${figures.maximum}.`;
  return refuse('other_symbols_size', message, figures);
}

/** An entry without a size, or of nothing. */
export function sizeMissing({ proposal }: EntryCase): Finding | null {
  const { size } = proposal;
  if (size === null) return refuse('size_missing', 'An entry needs a size: initial margin as a fraction of equity.');
  if (size.value.gt(0)) return null;
  return refuse('size_missing', `The size ${size.value.toFixed()} is not above 0.`, { size: size.value.toFixed() });
}

/**
 * A size whose margin is all equity or more: 40 for 40 %, 1 for one coin, dollars for coins. With its fee it could never be
 * paid, so its unit was mistaken; cut down to a limit, it would become the largest position that is allowed.
 */
export function sizeScale(entry: PricedEntry): Finding | null {
  const { size } = entry.proposal;
  if (size === null) return null;
  const stated = size.value.toFixed();
  if (size.unit === 'equity_fraction') {
    if (size.value.lt(1)) return null;
    const hint = size.value.lte(100) ? `; ${size.value.div(100).toFixed()} is ${stated} %` : '';
    return refuse('size_scale', `The size ${stated} is no fraction of equity${hint}.`, { size: stated, maximum: '1' });
  }
  const { view, instrument, side } = entry;
  // What is sold of spot asks for no margin.
  if (instrument.type === 'spot' && side === 'sell') return null;
  const leverage = instrument.type === 'spot' ? ONE : Decimal.max(entry.proposal.leverage ?? view.defaultLeverage, ONE);
  const quantity = sizeInBase(decisionSize(size), {
    instrument,
    equity: view.equity,
    price: sizingPrice(entry),
    leverage,
  });
  const held = signedQuantity(heldOf(entry));
  // What takes away an opposite position asks for no margin.
  const opposite = held.isPositive() === (entry.side === 'buy') ? ZERO : held.abs();
  const opening = Decimal.max(quantity.sub(opposite), ZERO);
  const multiple = opening.mul(sizingPrice(entry)).div(leverage).div(view.equity);
  if (multiple.lt(1)) return null;
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
