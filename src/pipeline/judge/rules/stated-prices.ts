import { checkProtectionPrices } from '../../../domain/check-intent.ts';
import { Decimal } from '../../../domain/decimal.ts';
import { expectedPrice, livePrices, type PricedEntry } from '../entry-case.ts';
import { type Finding, type JudgeRule, refuse } from '../verdict.ts';

type PriceName = 'limit' | 'stop' | 'target';

/** Beyond it, a price is that of another instrument or misses a digit. */
const POWERS = [10, 100, 1000] as const;
/** How near to another symbol's price a copied one is. */
const COPY_DISTANCE = '0.1';

/** The fault of each price of an entry, at most one a price; all are reckoned from the live price, none from the model's. */
export function statedPrices(entry: PricedEntry): readonly Finding[] {
  const { proposal, policy } = entry;
  const faults = (['limit', 'stop', 'target'] as const).map((name) => {
    const price = proposal[name];
    return price === null ? null : priceFault(entry, name, price);
  });
  if (proposal.stop === null && policy.stop === 'required') {
    faults.push(refuse('stop_required', 'An entry needs a stop.'));
  }
  return faults.filter((fault): fault is Finding => fault !== null);
}

function priceFault(entry: PricedEntry, name: PriceName, price: Decimal): Finding | null {
  if (!price.gt(0))
    return refuse('price_range', `The ${name} ${price.toFixed()} is not above 0.`, { [name]: price.toFixed() });
  const far = bandFault(entry, name, price);
  const side = name === 'limit' ? null : sideFault(entry, name, price);
  if (far !== null) return otherSymbolsPrice(entry, name, price) ?? priceScale(entry, name, price) ?? side ?? far;
  return name === 'limit' ? null : (side ?? nearFault(entry, name, price));
}

/** Further from the live price than its band allows. */
function bandFault({ live, policy, side }: PricedEntry, name: PriceName, price: Decimal): Finding | null {
  const most = {
    limit: policy.bands.maxLimitDistance,
    stop: policy.bands.maxStopDistance,
    target: policy.bands.maxTargetDistance,
  }[name];
  const distance = distanceOf(price, live.entry);
  if (distance.lte(most)) return null;
  const rule = `${name}_band` as JudgeRule;
  const where = price.lt(live.entry) ? 'below' : 'above';
  return refuse(
    rule,
    `The ${name} ${price.toFixed()} of this ${side} is too far ${where} the price ${live.entry.toFixed()}.`,
    {
      [name]: price.toFixed(),
      price: live.entry.toFixed(),
      distance: shown(distance),
      maximum: most.toFixed(),
    },
  );
}

/** Not far from another symbol's price. */
function otherSymbolsPrice(
  { view, side, instrument, live }: PricedEntry,
  name: PriceName,
  price: Decimal,
): Finding | null {
  for (const symbol of view.symbols) {
    const { id } = symbol.instrument;
    const other = id === instrument.id ? null : livePrices(symbol, side);
    if (other === null || distanceOf(price, other.entry).gt(COPY_DISTANCE)) continue;
    return refuse(
      'other_symbols_price',
      `The ${name} ${price.toFixed()} is a price of ${id}, not of ${instrument.id}.`,
      {
        [name]: price.toFixed(),
        price: live.entry.toFixed(),
        other: id,
        otherPrice: other.entry.toFixed(),
      },
    );
  }
  return null;
}

/** A power of ten away from a price that its band would allow. */
function priceScale(entry: PricedEntry, name: PriceName, price: Decimal): Finding | null {
  const { live } = entry;
  for (const power of POWERS) {
    for (const factor of [new Decimal(power), new Decimal(1).div(power)]) {
      if (bandFault(entry, name, price.div(factor)) !== null) continue;
      return refuse(
        'price_scale',
        `The ${name} ${price.toFixed()} is off by a factor of ${factor.toFixed()}: the price is ${live.entry.toFixed()}.`,
        {
          [name]: price.toFixed(),
          price: live.entry.toFixed(),
          factor: factor.toFixed(),
        },
      );
    }
  }
  return null;
}

/** On the side of the live price on which it would act at once; the engine's own rule, at the price that it faces. */
function sideFault(entry: PricedEntry, name: 'stop' | 'target', price: Decimal): Finding | null {
  const { proposal, side, live, instrument } = entry;
  const isBelow = (name === 'stop') === (side === 'buy');
  const faces = isBelow ? live.lowest : live.highest;
  const limit = proposal.limit ?? faces;
  const nearest = isBelow ? Decimal.min(faces, limit) : Decimal.max(faces, limit);
  const protection = name === 'stop' ? { stopLoss: { trigger: { price } } } : { takeProfit: { trigger: { price } } };
  const ticks = instrument.ticks(nearest, isBelow ? 'down' : 'up');
  const denial = checkProtectionPrices(protection, side === 'buy' ? 'long' : 'short', ticks, instrument, null);
  if (denial === null) return null;
  return refuse(name === 'stop' ? 'stop_side' : 'target_side', denial.message, {
    [name]: price.toFixed(),
    price: nearest.toFixed(),
  });
}

/** Nearer than anything but noise to the price at which the entry is expected: of one that rests, its limit. */
function nearFault(entry: PricedEntry, name: 'stop' | 'target', price: Decimal): Finding | null {
  const { bands } = entry.policy;
  const least = name === 'stop' ? bands.minStopDistance : bands.minTargetDistance;
  const from = expectedPrice(entry);
  const distance = distanceOf(price, from);
  if (distance.gte(least)) return null;
  return refuse(`${name}_band`, `The ${name} ${price.toFixed()} is too near to the price ${from.toFixed()}.`, {
    [name]: price.toFixed(),
    price: from.toFixed(),
    distance: shown(distance),
    minimum: least.toFixed(),
  });
}

/** Reward over risk from the live price, where the policy asks for it: an entry price of the model's own would make any ratio. */
export function rewardToRisk({ proposal, policy, live }: PricedEntry): Finding | null {
  const { stop, target } = proposal;
  if (policy.minRewardToRisk === null || stop === null || target === null) return null;
  const risk = stop.sub(live.entry).abs();
  if (risk.isZero()) return null;
  const ratio = target.sub(live.entry).abs().div(risk);
  if (ratio.gte(policy.minRewardToRisk)) return null;
  return refuse(
    'reward_to_risk',
    `Reward over risk is ${shown(ratio)} from the price ${live.entry.toFixed()}; ${policy.minRewardToRisk.toFixed()} is asked for.`,
    {
      ratio: shown(ratio),
      minimum: policy.minRewardToRisk.toFixed(),
      price: live.entry.toFixed(),
    },
  );
}

/** The larger over the smaller, less 1: half the price is as far as twice of it. */
function distanceOf(price: Decimal, from: Decimal): Decimal {
  return Decimal.max(price, from).div(Decimal.min(price, from)).sub(1);
}

function shown(value: Decimal): string {
  return value.toSignificantDigits(4).toFixed();
}
