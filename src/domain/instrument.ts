import { ConfigurationError } from '../errors/index.ts';
import { countSteps, type PlainStep, plainStep } from './count-steps.ts';
import { Decimal, type DecimalInput, toDecimal, ZERO } from './decimal.ts';
import { type Exact, tenTo } from './exact.ts';
import { FUNDING_RATE_DECIMALS, MONEY_DECIMALS, type Money } from './money.ts';

/** The types of instrument that can be traded. */
export const INSTRUMENT_TYPES = ['spot', 'swap'] as const;
/** One of {@link INSTRUMENT_TYPES}. */
export type InstrumentType = (typeof INSTRUMENT_TYPES)[number];

/** Whether a venue takes orders for an instrument. */
export const INSTRUMENT_STATES = ['live', 'suspended', 'pre_open', 'post_only', 'delisted'] as const;
/** One of {@link INSTRUMENT_STATES}. */
export type InstrumentState = (typeof INSTRUMENT_STATES)[number];

/** OKX's identifier, such as `BTC-USDT` or `BTC-USDT-SWAP`. */
export type InstrumentId = string;

/** What a venue publishes about an instrument. Quantities in base units, prices in quote currency per base unit. */
export interface InstrumentSpec {
  readonly id: InstrumentId;
  readonly type: InstrumentType;
  readonly baseCurrency: string;
  readonly quoteCurrency: string;
  /** The currency of profit, loss, fees and margin; for spot the quote currency. */
  readonly settleCurrency: string;
  /** Base units in one contract (OKX `ctVal` × `ctMult`); `1` for spot. */
  readonly contractValue: DecimalInput;
  /** Step of quantities, in base units. */
  readonly lotSize: DecimalInput;
  /** Smallest quantity of an order, in base units. */
  readonly minQuantity: DecimalInput;
  /** Step of prices. */
  readonly tickSize: DecimalInput;
  /** Largest quantity of a limit order, in base units. */
  readonly maxLimitQuantity: DecimalInput;
  /** Largest quantity of a market order, in base units; `null` where the venue limits the value instead. */
  readonly maxMarketQuantity: DecimalInput | null;
  /** Largest value of a market order in quote currency (spot on OKX), or `null`. */
  readonly maxMarketValue?: DecimalInput | null;
  readonly maxLeverage: DecimalInput;
  readonly state?: InstrumentState;
  /** Grows when tick or lot mean something else; integers of one revision mean nothing in another. */
  readonly revision?: number;
}

/** Most digits that quantity and mark may have together: the rest of an amount's digits is the funding rate's or the fee rate's. */
const FINEST_SWAP = MONEY_DECIMALS - FUNDING_RATE_DECIMALS;
const FINEST_SPOT = MONEY_DECIMALS - 6;

/** One rule of an instrument that a venue has changed, both as text. */
export interface RuleChange {
  readonly rule:
    | 'tickSize'
    | 'lotSize'
    | 'contractValue'
    | 'minQuantity'
    | 'maxLimitQuantity'
    | 'maxMarketQuantity'
    | 'maxMarketValue'
    | 'maxLeverage'
    | 'state';
  readonly from: string;
  readonly to: string;
}

const LIMITS = ['minQuantity', 'maxLimitQuantity', 'maxMarketQuantity', 'maxMarketValue', 'maxLeverage'] as const;

/** Which way a number is put on its grid. */
export type Rounding = 'down' | 'up';

/**
 * An instrument with its rules, and the scale on which prices are integer ticks and quantities integer lots.
 *
 * Costs are integers too: one unit of cost is one tick × one lot.
 */
export class Instrument {
  readonly id: InstrumentId;
  readonly type: InstrumentType;
  readonly baseCurrency: string;
  readonly quoteCurrency: string;
  readonly settleCurrency: string;
  readonly contractValue: Decimal;
  readonly lotSize: Decimal;
  readonly minQuantity: Decimal;
  readonly tickSize: Decimal;
  readonly maxLimitQuantity: Decimal;
  readonly maxMarketQuantity: Decimal | null;
  readonly maxMarketValue: Decimal | null;
  readonly maxLeverage: Decimal;
  readonly state: InstrumentState;
  readonly revision: number;

  /** @internal Why no order is taken, where it is not the venue's doing; `null` where the state says it all. */
  readonly hindrance: string | null = null;
  /** @internal What an integer tick is, for life; {@link tickSize} is a multiple of it. */
  readonly tickUnit: Decimal;

  readonly #lotUnit: Decimal;
  /** Units in one tick and one lot of the present rules. */
  #tickUnits = 1;
  #lotUnits = 1;
  #plainLot: PlainStep | null;
  #plainTick: PlainStep | null;
  #quantityRead = '0';
  #lotsRead = 0;

  /** @internal Limits in lots. */
  readonly minLots: number;
  /** @internal */
  readonly maxLimitLots: number;
  /** @internal */
  readonly maxMarketLots: number | null;
  /** @internal Money per unit of cost (one tick × one lot), in quote currency. */
  readonly costMoney: Money;
  /** @internal Money per unit of fee (cost × parts per million). */
  readonly feeMoney: Money;
  /** @internal Money per lot, in base currency. */
  readonly lotMoney: Money;
  /** @internal Nearest double of the value of one unit of cost. */
  readonly costNumber: number;
  /** @internal Digits of a mark price: marks are integers of 10^-markDecimals. */
  readonly markDecimals: number;
  /** @internal Mark points in one tick. */
  readonly marksPerTick: number;
  /** @internal Money per lot × mark point. */
  readonly markMoney: Money;

  constructor(spec: InstrumentSpec) {
    this.id = spec.id;
    this.type = spec.type;
    this.baseCurrency = spec.baseCurrency;
    this.quoteCurrency = spec.quoteCurrency;
    this.settleCurrency = spec.settleCurrency;
    this.contractValue = positive(spec, 'contractValue');
    this.lotSize = positive(spec, 'lotSize');
    this.minQuantity = positive(spec, 'minQuantity');
    this.tickSize = positive(spec, 'tickSize');
    this.maxLimitQuantity = positive(spec, 'maxLimitQuantity');
    this.maxMarketQuantity = spec.maxMarketQuantity === null ? null : positive(spec, 'maxMarketQuantity');
    this.maxMarketValue = spec.maxMarketValue == null ? null : positive(spec, 'maxMarketValue');
    this.maxLeverage = positive(spec, 'maxLeverage');
    this.state = spec.state ?? 'live';
    this.revision = spec.revision ?? 0;
    if (!INSTRUMENT_TYPES.includes(spec.type))
      refuse(spec, `its type is ${String(spec.type)}; spot and linear swaps are supported`);
    if (spec.type === 'swap' && spec.settleCurrency !== spec.quoteCurrency) {
      refuse(
        spec,
        `it settles in ${spec.settleCurrency}; only linear swaps, settled in their quote currency, are supported`,
      );
    }

    this.tickUnit = this.tickSize;
    this.#lotUnit = this.lotSize;
    this.#plainLot = plainStep(this.lotSize);
    this.#plainTick = plainStep(this.tickSize);
    this.markDecimals = Math.max(8, this.tickSize.decimalPlaces());
    const lotDecimals = this.lotSize.decimalPlaces();
    if (lotDecimals + this.markDecimals > (spec.type === 'swap' ? FINEST_SWAP : FINEST_SPOT))
      refuse(spec, 'its tick and lot are finer than exact arithmetic is prepared for');
    this.minLots = this.lots(this.minQuantity, 'up');
    this.maxLimitLots = this.lots(this.maxLimitQuantity, 'down');
    this.maxMarketLots = this.maxMarketQuantity === null ? null : this.lots(this.maxMarketQuantity, 'down');
    this.lotMoney = scale(this.lotSize, MONEY_DECIMALS);
    const cost = this.tickSize.mul(this.lotSize);
    this.costMoney = scale(cost, MONEY_DECIMALS);
    this.feeMoney = this.costMoney / 1_000_000n;
    this.costNumber = cost.toNumber();
    this.marksPerTick = Number(scale(this.tickSize, this.markDecimals));
    this.markMoney = this.lotMoney / tenTo(this.markDecimals);
  }

  /** A quantity in lots. @internal @throws {OrderError} `order/invalid_number` for what is no decimal. */
  lots(quantity: DecimalInput, rounding: Rounding): number {
    if (typeof quantity !== 'string' || rounding !== 'down') {
      return steps(toDecimal(quantity, 'quantity'), this.lotSize, this.#plainLot, rounding) * this.#lotUnits;
    }
    // The same quantity is ordered again and again; a text that was read once need not be read twice.
    if (quantity !== this.#quantityRead) {
      this.#lotsRead = steps(toDecimal(quantity, 'quantity'), this.lotSize, this.#plainLot, 'down') * this.#lotUnits;
      this.#quantityRead = quantity;
    }
    return this.#lotsRead;
  }

  /** A price in ticks. @internal @throws {OrderError} `order/invalid_number` for what is no decimal. */
  ticks(price: DecimalInput, rounding: Rounding): number {
    return steps(toDecimal(price, 'price'), this.tickSize, this.#plainTick, rounding) * this.#tickUnits;
  }

  /** A mark price in mark points; digits beyond {@link markDecimals} are cut. @internal */
  marks(price: DecimalInput): number {
    return toDecimal(price, 'mark price').mul(Decimal.pow(10, this.markDecimals)).trunc().toNumber();
  }

  /** @internal */
  quantityOf(lots: Exact): Decimal {
    return lots === 0 ? ZERO : this.#lotUnit.mul(lots.toString());
  }

  /** @internal */
  priceOf(ticks: number): Decimal {
    return this.tickUnit.mul(ticks);
  }

  /** @internal */
  markOf(marks: number): Decimal {
    return new Decimal(marks).mul(Decimal.pow(10, -this.markDecimals));
  }

  /** Average price of `lots` that cost `cost`, to 60 significant digits. @internal */
  averagePrice(cost: Exact, lots: number): Decimal {
    return this.tickUnit.mul(cost.toString()).div(lots);
  }

  /** The venue does not list it any more; what has changed. @internal */
  delist(): readonly RuleChange[] {
    const { state: from } = this;
    const mine = renewable(this);
    mine.state = 'delisted';
    return from === 'delisted' ? [] : [{ rule: 'state', from, to: 'delisted' }];
  }

  /**
   * Takes over the venue's present rules; what has changed.
   *
   * Integers keep what they mean: a coarser tick or lot is a multiple of the unit that they count. Rules that cannot be
   * counted so are not taken over. Then the instrument is suspended, and `hindrance` says why: whoever opens it anew has it
   * by its new rules.
   *
   * @internal
   */
  renew(fresh: Instrument): readonly RuleChange[] {
    const { tickSize, lotSize, contractValue } = fresh;
    const [tickUnits, lotUnits] = [tickSize.div(this.tickUnit), lotSize.div(this.#lotUnit)];
    const isOnGrid = tickUnits.isInteger() && lotUnits.isInteger() && contractValue.eq(this.contractValue);
    const changes = changesBetween(this, fresh);
    const mine = renewable(this);
    if (!isOnGrid) {
      const isNews = this.hindrance === null;
      const [was, is] = [stepsText(this), stepsText(fresh)];
      mine.hindrance = `it has ${is} now instead of ${was}, which its open positions and orders cannot be counted in; connect anew to open by the new rules`;
      mine.state = 'suspended';
      return isNews ? changes.filter(({ rule }) => rule !== 'state') : [];
    }
    mine.hindrance = null;
    mine.state = fresh.state;
    for (const limit of LIMITS) Object.assign(mine, { [limit]: fresh[limit] });
    mine.tickSize = tickSize;
    mine.lotSize = lotSize;
    this.#tickUnits = tickUnits.toNumber();
    this.#lotUnits = lotUnits.toNumber();
    this.#plainTick = plainStep(tickSize);
    this.#plainLot = plainStep(lotSize);
    this.#quantityRead = '0';
    this.#lotsRead = 0;
    mine.minLots = this.lots(this.minQuantity, 'up');
    mine.maxLimitLots = this.lots(this.maxLimitQuantity, 'down');
    mine.maxMarketLots = this.maxMarketQuantity === null ? null : this.lots(this.maxMarketQuantity, 'down');
    return changes;
  }
}

/** What of an instrument changes when its rules do. */
type RenewedRules = {
  [K in 'state' | 'hindrance' | 'tickSize' | 'lotSize' | 'minLots' | 'maxLimitLots' | 'maxMarketLots']: Instrument[K];
};

function renewable(instrument: Instrument): RenewedRules {
  return instrument;
}

function changesBetween(before: Instrument, after: Instrument): RuleChange[] {
  const rules = ['tickSize', 'lotSize', 'contractValue', ...LIMITS, 'state'] as const;
  return rules.flatMap((rule) => {
    const [from, to] = [before[rule], after[rule]].map((value) =>
      value instanceof Decimal ? value.toFixed() : `${value}`,
    );
    return from === undefined || to === undefined || from === to ? [] : [{ rule, from, to }];
  });
}

function stepsText({ tickSize, lotSize, contractValue }: Instrument): string {
  return `a tick of ${tickSize.toFixed()}, a lot of ${lotSize.toFixed()} and a contract of ${contractValue.toFixed()}`;
}

/** The instrument id of a unified symbol (`BTC/USDT:USDT`) or of an id itself. */
export function toInstrumentId(symbol: string): InstrumentId {
  const unified = /^([A-Z0-9]+)\/([A-Z0-9]+)(?::([A-Z0-9]+))?$/.exec(symbol);
  if (unified === null) return symbol;
  return unified[3] === undefined ? `${unified[1]}-${unified[2]}` : `${unified[1]}-${unified[2]}-SWAP`;
}

/** Step counts stay below this, so that sums and differences of them are exact. */
const MOST_STEPS = 2 ** 52;

function steps(value: Decimal, step: Decimal, plain: PlainStep | null, rounding: Rounding): number {
  const quick = plain === null ? null : countSteps(value, plain, rounding);
  if (quick !== null) return Math.min(Math.max(quick, -MOST_STEPS), MOST_STEPS);
  const count = value.div(step);
  const whole = (rounding === 'down' ? count.floor() : count.ceil()).toNumber();
  return Math.min(Math.max(whole, -MOST_STEPS), MOST_STEPS);
}

function scale(value: Decimal, decimals: number): bigint {
  return BigInt(value.mul(Decimal.pow(10, decimals)).toFixed(0));
}

function positive(spec: InstrumentSpec, field: keyof InstrumentSpec): Decimal {
  const value = toDecimal(spec[field] as DecimalInput, `${field} of ${spec.id}`);
  if (!value.gt(0)) refuse(spec, `its ${field} is ${value.toFixed()}, not above zero`);
  return value;
}

function refuse(spec: InstrumentSpec, why: string): never {
  throw new ConfigurationError(`The instrument ${spec.id} cannot be used: ${why}.`, {
    code: 'config/unsupported',
    details: { instrument: spec.id },
  });
}
