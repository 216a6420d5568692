import type { Balance, PortfolioSnapshot } from '../../domain/account.ts';
import { Decimal, toDecimal, ZERO } from '../../domain/decimal.ts';
import type { Instrument } from '../../domain/instrument.ts';
import type { Order } from '../../domain/order.ts';
import { limitOf, triggerOf } from '../../domain/order-intent.ts';
import type { Position } from '../../domain/position.ts';
import type { MeasuredRiskLimits } from '../../domain/risk.ts';
import type { AccountReader } from '../../ports/broker.ts';
import { type AffordableSize, affordableSize } from './affordable-size.ts';
import type { EquityStanding } from './equity-watch.ts';
import type { SymbolContext } from './symbol-context.ts';

/** What an account holds of one asset, long above zero. */
export interface AssetExposure {
  readonly asset: string;
  /** In the account currency, at mark prices. */
  readonly notional: Decimal;
  /** Of the equity; `null` where equity is not above zero. */
  readonly fraction: Decimal | null;
}

/** What a prompt says of the account, in its currency. */
export interface AccountContext {
  readonly at: number;
  readonly currency: string;
  readonly equity: Decimal;
  readonly cash: Decimal;
  readonly freeMargin: Decimal;
  /** Maintenance margin of all positions over equity; at 1 the account is liquidated. `null` where equity is not above zero. */
  readonly maintenanceRatio: Decimal | null;
  readonly grossNotional: Decimal;
  readonly exposure: readonly AssetExposure[];
  readonly realizedPnl: Decimal;
  readonly unrealizedPnl: Decimal;
  /** From the highest equity of the last 24 hours, as a fraction. */
  readonly drawdown24h: Decimal;
  /** Drawdown at which opening pauses, as a fraction. */
  readonly drawdownLimit: Decimal;
  readonly positions: readonly Position[];
  /** Resting and conditional ones alike. */
  readonly openOrders: readonly Order[];
  readonly affordable: readonly AffordableSize[];
  readonly standing: EquityStanding;
  readonly balance: Balance;
  readonly snapshot: PortfolioSnapshot;
}

export interface AccountContextOptions {
  readonly account: AccountReader;
  readonly symbols: readonly SymbolContext[];
  readonly limits: MeasuredRiskLimits;
  readonly leverages: readonly string[];
  /** Of an instrument, as a fraction of an order's value. */
  readonly takerFeeRate: (instrument: Instrument) => Decimal;
  /** Looks at the equity, and says how it stands to that of the day. */
  readonly look: (at: number, equity: Decimal) => EquityStanding;
}

/** Reads the account. A read that fails throws: without the account there is no prompt. */
export async function accountContext(options: AccountContextOptions): Promise<AccountContext> {
  const { account, symbols, limits, leverages, takerFeeRate, look } = options;
  const [snapshot, balance, openOrders] = await Promise.all([
    account.getSnapshot(),
    account.getBalance(),
    account.getOpenOrders(),
  ]);
  const { equity, positions } = snapshot;
  const standing = look(snapshot.at, equity);
  const grossNotional = positions.reduce((sum, { notional }) => sum.add(notional ?? ZERO), ZERO);
  const resting = openNotionals(openOrders);
  const restingAll = [...resting.values()].reduce((sum, notional) => sum.add(notional), ZERO);
  const maintenance = positions.reduce((sum, { maintenanceMargin }) => sum.add(maintenanceMargin), ZERO);
  return {
    at: snapshot.at,
    currency: snapshot.accountCurrency,
    equity,
    cash: snapshot.cash,
    freeMargin: snapshot.freeMargin,
    maintenanceRatio: equity.gt(0) ? maintenance.div(equity) : null,
    grossNotional,
    exposure: exposureOf(positions, equity),
    realizedPnl: snapshot.realizedPnl,
    unrealizedPnl: snapshot.unrealizedPnl,
    drawdown24h: standing.drawdown24h,
    drawdownLimit: new Decimal(limits.drawdownPpm).div(1_000_000),
    positions,
    openOrders,
    affordable: symbols.map(({ instrument, quote }) =>
      affordableSize({
        instrument,
        price: quote === null ? null : (quote.ask ?? quote.last ?? quote.mark),
        equity,
        free: freeOf(balance, instrument),
        grossNotional: grossNotional.add(restingAll),
        heldNotional: heldNotional(instrument, positions, resting),
        takerFeeRate: takerFeeRate(instrument),
        limits,
        leverages,
      }),
    ),
    standing,
    balance,
    snapshot,
  };
}

function exposureOf(positions: readonly Position[], equity: Decimal): readonly AssetExposure[] {
  const byAsset = new Map<string, Decimal>();
  for (const { facts, side, notional } of positions) {
    const { baseCurrency } = facts.instrument;
    const signed = side === 'long' ? (notional ?? ZERO) : (notional ?? ZERO).neg();
    byAsset.set(baseCurrency, (byAsset.get(baseCurrency) ?? ZERO).add(signed));
  }
  return [...byAsset].map(([asset, notional]) => ({
    asset,
    notional,
    fraction: equity.gt(0) ? notional.div(equity) : null,
  }));
}

/** What is held of an instrument, and what its resting entries would add. */
function heldNotional(
  { id }: Instrument,
  positions: readonly Position[],
  resting: ReadonlyMap<string, Decimal>,
): Decimal | null {
  let sum = resting.get(id) ?? ZERO;
  for (const { instrument, notional } of positions) {
    if (instrument !== id) continue;
    if (notional === null) return null;
    sum = sum.add(notional);
  }
  return sum;
}

/** Value of the orders that could open something, each at its own price, by instrument. */
function openNotionals(orders: readonly Order[]): ReadonlyMap<string, Decimal> {
  const sums = new Map<string, Decimal>();
  for (const { effect, instrument, remainingQuantity, pricing } of orders) {
    const price = effect === 'open' ? (limitOf(pricing) ?? triggerOf(pricing)?.price) : undefined;
    if (price === undefined) continue;
    const notional = remainingQuantity.mul(toDecimal(price, 'price'));
    sums.set(instrument, (sums.get(instrument) ?? ZERO).add(notional));
  }
  return sums;
}

function freeOf(balance: Balance, { settleCurrency }: Instrument): Decimal {
  return balance.currencies.find(({ currency }) => currency === settleCurrency)?.free ?? ZERO;
}
