import { Decimal } from '../domain/decimal.ts';
import { drawdown, HighWaterMark } from '../domain/drawdown.ts';
import { type Money, toMoney } from '../domain/money.ts';
import { PROTECTION_STATUSES, type ProtectionStatus } from '../domain/position.ts';
import type { StoredOrder } from '../domain/stored-execution.ts';
import type { StoredPortfolio, StoredPosition } from '../domain/stored-portfolio.ts';
import type { Clock } from '../ports/clock.ts';
import type { DecidedFacts } from './decided-facts.ts';
import type { ModeMetrics } from './prometheus.ts';

/** How an account stands; a `PortfolioUpdate` of the runtime is one. */
export interface ObservedPortfolio {
  /** Epoch ms. */
  readonly at: number;
  readonly portfolio: StoredPortfolio;
  readonly openOrders: readonly StoredOrder[];
}

/** Asked for, and not seen in full at the venue. */
const UNPROTECTED: readonly ProtectionStatus[] = ['missing', 'partial', 'pending'];

/** How an account stands, as gauges. Ages go on growing between two updates. */
export class PortfolioGauges {
  readonly #metrics: ModeMetrics;
  readonly #clock: Pick<Clock, 'now'>;
  readonly #facts: DecidedFacts;
  readonly #day = new HighWaterMark('utc_day');
  #transferred: Money = 0n;
  /** Since when, by what it is. */
  readonly #unprotected = new Map<string, number>();
  readonly #unresolved = new Map<string, number>();

  constructor(metrics: ModeMetrics, clock: Pick<Clock, 'now'>, facts: DecidedFacts) {
    this.#metrics = metrics;
    this.#clock = clock;
    this.#facts = facts;
    const age = (since: ReadonlyMap<string, number>) => [{ value: this.#oldest(since) }];
    metrics.read('positions_unprotected_age_seconds', () => age(this.#unprotected));
    metrics.read('okx_orders_unresolved_age_seconds', () => age(this.#unresolved));
  }

  /** Money that came in or went out: it is no gain, and no drawdown. */
  transferred(amount: Money): void {
    this.#transferred += amount;
  }

  show({ at, portfolio, openOrders }: ObservedPortfolio): void {
    const { equity, cash, freeMargin, realizedPnl, unrealizedPnl, fees, funding, positions } = portfolio;
    this.#metrics.set('portfolio_equity', Number(equity));
    this.#metrics.set('portfolio_cash', Number(cash));
    this.#metrics.set('portfolio_free_margin', Number(freeMargin));
    const paid = new Decimal(fees).neg();
    for (const [part, value] of Object.entries({
      // Realized profit is told net of fees and funding; the board shows the parts.
      trading: new Decimal(realizedPnl).sub(paid).sub(funding),
      fees: paid,
      funding: new Decimal(funding),
      unrealized: new Decimal(unrealizedPnl),
    })) {
      this.#metrics.set('portfolio_pnl', value.toNumber(), { part });
    }
    this.#metrics.set('portfolio_drawdown_pct', Number(portfolio.drawdownFraction));
    this.#showDay(at, toMoney(new Decimal(equity)));
    this.#metrics.set('portfolio_forecast_drawdown_pct', this.#forecast(positions));
    for (const protection of PROTECTION_STATUSES) {
      const count = positions.filter((position) => position.protection === protection).length;
      this.#metrics.set('positions_open', count, { protection });
    }
    const unprotected = positions.filter(({ protection }) => UNPROTECTED.includes(protection));
    keep(this.#unprotected, unprotected.map(nameOf), this.#clock.now());
    this.#metrics.set('positions_unprotected', this.#unprotected.size);
    const unresolved = openOrders.filter(({ state }) => state === 'unresolved');
    keep(
      this.#unresolved,
      unresolved.map(({ clientOrderId }) => clientOrderId),
      this.#clock.now(),
    );
    this.#metrics.set('okx_orders_unresolved', this.#unresolved.size);
  }

  #showDay(at: number, equity: Money): void {
    this.#day.observe({ at, equity, transferred: this.#transferred });
    this.#metrics.set('portfolio_day_drawdown_pct', drawdown(this.#day.value, equity).toNumber());
  }

  /** The largest of what was stated; `null` where nothing was. */
  #forecast(positions: readonly StoredPosition[]): number | null {
    const stated = positions
      .flatMap(({ decisionIds }) => decisionIds)
      .flatMap((decisionId) => this.#facts.of(decisionId)?.forecastDrawdown ?? []);
    return stated.length === 0 ? null : Decimal.max(...stated).toNumber();
  }

  /** In seconds. */
  #oldest(since: ReadonlyMap<string, number>): number {
    return since.size === 0 ? 0 : Math.max(0, (this.#clock.now() - Math.min(...since.values())) / 1_000);
  }
}

function nameOf({ instrument, marginMode, side }: StoredPosition): string {
  return `${instrument} ${marginMode} ${side}`;
}

/** Forgets what is no longer so, and remembers since when the rest is. */
function keep(since: Map<string, number>, names: readonly string[], now: number): void {
  for (const name of since.keys()) if (!names.includes(name)) since.delete(name);
  for (const name of names) if (!since.has(name)) since.set(name, now);
}
