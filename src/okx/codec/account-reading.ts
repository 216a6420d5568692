import { Decimal } from '../../domain/decimal.ts';
import type { Instrument } from '../../domain/instrument.ts';
import { type MarginTierSpec, MarginTiers } from '../../domain/margin.ts';
import { toMoney } from '../../domain/money.ts';
import type { PositionKey } from '../../domain/order-intent.ts';
import { LEVERAGE_SCALE } from '../../domain/position-state.ts';
import type { FeeSchedule, VenueBalance, VenuePosition } from '../../ports/venue.ts';
import type {
  BalanceDetail,
  BalanceRow,
  LeverageRow,
  PositionRow,
  PositionTierRow,
  TradeFeeRow,
} from '../wire/account-rows.ts';
import { malformed } from '../wire/parse.ts';
import { type AccountMode, marginModeOf } from './account-mode.ts';
import { type Listing, type Listings, lotsOf } from './listing.ts';
import { decimalOf, decimalOrNull, moneyOf } from './numbers.ts';
import type { RequestBody } from './order-request.ts';

/** The currencies of an account. What is free is `availEq`, or `availBal` where spot mode leaves that empty. */
export function readBalances(row: BalanceRow): VenueBalance[] {
  return row.details.map((detail) => ({
    currency: detail.ccy,
    cash: moneyOf(detail.cashBal),
    free: moneyOf(detail.availEq === '' ? detail.availBal : detail.availEq),
  }));
}

/** Positions that were read, and those of instruments that we do not trade. */
export interface ReadPositions {
  readonly rows: readonly VenuePosition[];
  readonly leftOut: readonly string[];
}

/**
 * The open positions. Rows of size zero, which OKX keeps for a month, are no positions.
 *
 * @throws {VenueError} `venue/malformed_response` for an open position without a price, or of no whole number of lots.
 */
export function readPositions(
  rows: readonly PositionRow[],
  listings: Listings,
  mode: AccountMode,
  endpoint: string,
): ReadPositions {
  const found: VenuePosition[] = [];
  const leftOut: string[] = [];
  for (const row of rows) {
    if (decimalOf(row.pos).isZero()) continue;
    const listing = listings.get(row.instId);
    const marginMode = marginModeOf(row.instType, row.mgnMode, mode);
    if (listing === undefined || listing.instType !== 'SWAP' || row.instType !== 'SWAP' || marginMode === null) {
      leftOut.push(`${row.instId} ${row.mgnMode}`);
      continue;
    }
    if (row.avgPx === '') throw malformed(endpoint, 'avgPx', 'is empty for an open position');
    const lots = lotsOf(listing, row.pos, endpoint, 'pos');
    found.push({
      instrument: listing.instrument,
      marginMode,
      // Signed in net mode; in the other, a short is positive too.
      lots: row.posSide === 'short' ? -Math.abs(lots) : lots,
      cost: null,
      entryPrice: decimalOf(row.avgPx),
      leverage: leverageOf(row.lever),
      isolatedMargin: marginMode === 'isolated' ? moneyOf(row.margin) : 0n,
      liquidationPrice: positiveOrNull(row.liqPx),
    });
  }
  return { rows: found, leftOut };
}

/**
 * Coins as spot holdings, each at the pair against the account's currency. OKX states an average cost only for what was
 * bought; without it there is no row, since a cost of zero would be a profit that nobody made.
 */
export function readHoldings(row: BalanceRow, listings: Listings, accountCurrency: string): VenuePosition[] {
  return row.details.flatMap((detail) => {
    const listing = listings.get(`${detail.ccy}-${accountCurrency}`);
    const price = averageCost(detail);
    const quantity = new Decimal(detail.cashBal);
    if (listing === undefined || listing.instType !== 'SPOT' || price === null || !quantity.gt(0)) return [];
    return [holdingOf(listing, quantity, price)];
  });
}

/** The leverage of positions, now or to be. */
export function readLeverage(row: LeverageRow): { readonly position: PositionKey; readonly leverage: number } {
  return { position: { instrument: row.instId, marginMode: row.mgnMode }, leverage: leverageOf(row.lever) };
}

/** The body of `account/set-leverage`; `leverage` in hundredths. */
export function leverageRequest({ instrument, marginMode }: PositionKey, leverage: number): RequestBody {
  return {
    instId: instrument,
    mgnMode: marginMode,
    lever: new Decimal(leverage).div(LEVERAGE_SCALE).toFixed(),
  };
}

/** What executions cost: a rate below zero at OKX is charged. Fractions of a millionth count against the account. */
export function readFees(row: TradeFeeRow, listing: Listing): FeeSchedule {
  const group = row.feeGroup.find(({ groupId }) => groupId === listing.feeGroup);
  if (group !== undefined) return { makerPpm: partsPerMillion(group.maker), takerPpm: partsPerMillion(group.taker) };
  const isDollarSwap = listing.instType === 'SWAP' && listing.instrument.quoteCurrency === 'USDT';
  const isUsdc = listing.instrument.quoteCurrency === 'USDC';
  const maker = isUsdc ? row.makerUSDC : isDollarSwap ? row.makerU : '';
  const taker = isUsdc ? row.takerUSDC : isDollarSwap ? row.takerU : '';
  return { makerPpm: partsPerMillion(maker || row.maker), takerPpm: partsPerMillion(taker || row.taker) };
}

/**
 * The margin table of an instrument from the rows of its family: sizes in contracts there, in base units here.
 *
 * @throws {ConfigurationError} `config/invalid` where sizes or rates do not rise.
 */
export function readTiers(rows: readonly PositionTierRow[], listing: Listing): MarginTiers {
  const { instrument } = listing;
  const sorted = [...rows].sort((a, b) => Number(a.tier) - Number(b.tier));
  const specs = sorted.map(
    (row, index): MarginTierSpec => ({
      maxQuantity: index === sorted.length - 1 ? null : instrument.contractValue.mul(row.maxSz),
      maintenanceRate: new Decimal(row.mmr).toDecimalPlaces(6, Decimal.ROUND_UP),
      maxLeverage: new Decimal(row.maxLever),
    }),
  );
  return new MarginTiers(instrument, specs);
}

function holdingOf({ instrument }: Listing, quantity: Decimal, price: Decimal): VenuePosition {
  return {
    instrument,
    marginMode: 'cash',
    lots: wholeLots(instrument, quantity),
    cost: null,
    entryPrice: price,
    leverage: LEVERAGE_SCALE,
    isolatedMargin: 0n,
    liquidationPrice: null,
    holding: { quantity: toMoney(quantity), cost: toMoney(quantity.mul(price)) },
  };
}

function averageCost({ accAvgPx, openAvgPx }: BalanceDetail): Decimal | null {
  return positiveOrNull(openAvgPx) ?? positiveOrNull(accAvgPx);
}

function wholeLots(instrument: Instrument, quantity: Decimal): number {
  return instrument.lots(quantity, 'down');
}

function leverageOf(text: string): number {
  return text === '' ? LEVERAGE_SCALE : new Decimal(text).mul(LEVERAGE_SCALE).floor().toNumber();
}

function positiveOrNull(text: string): Decimal | null {
  const value = decimalOrNull(text);
  return value?.gt(0) ? value : null;
}

function partsPerMillion(rate: string): number {
  return rate === '' ? 0 : new Decimal(rate).neg().mul(1_000_000).ceil().toNumber();
}
