import type { Clock, Decimal, Stores } from 'brokerkit';
import type { z } from 'zod';
import type { HostSettings } from '../config/host-settings.ts';
import type * as contract from '../contract/index.ts';
import type { LiveHub } from '../live/live-hub.ts';
import type { AlertBoard } from './alert-board.ts';
import { CalibrationReads, decisionOf, decisionsOf, exposureView } from './decision-reads.ts';
import { equityOf } from './equity-reads.ts';
import type { HostSession } from './host-session.ts';
import type { HostTrading } from './host-trading.ts';
import { latencyView } from './latency-view.ts';
import { PortfolioReads } from './portfolio-reads.ts';
import { candlesOf, type PriceReads } from './price-reads.ts';
import { auditView, closedPositionView, fillView, orderView, riskView } from './record-views.ts';
import { schedulerView } from './scheduler-view.ts';
import { storeQuery } from './store-query.ts';
import { HostError, type Operator, type TradingHost } from './trading-host.ts';

type View<Schema extends z.ZodType> = z.infer<Schema>;
type Listed = View<typeof contract.pageQuery> & { readonly symbol?: string };

export interface RunningHostParts {
  readonly settings: HostSettings;
  readonly trading: HostTrading;
  /** Those of a mode, for reading. */
  readonly storesOf: (mode: contract.Mode) => Promise<Stores>;
  /** Settings and audit of the host. */
  readonly hostStores: Pick<Stores, 'audit'>;
  readonly live: LiveHub;
  readonly alerts: AlertBoard;
  readonly prices: PriceReads;
  readonly minConfidence: Decimal;
  readonly clock: Clock;
  readonly health: () => View<typeof contract.health>;
  readonly metrics: () => Promise<string>;
  /** In words, without a password. */
  readonly databaseName: string;
  readonly start: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** A host that trades or stands by: answers whatever is asked of it, out of the session that trades and the stores of its mode. */
export class RunningHost implements TradingHost, AsyncDisposable {
  readonly live: LiveHub;
  readonly #parts: RunningHostParts;
  readonly #startedAt: number;
  readonly #calibration = new CalibrationReads();
  readonly #portfolio: PortfolioReads;
  #starting: Promise<void> | null = null;
  #stopping: Promise<void> | null = null;

  constructor(parts: RunningHostParts) {
    this.#parts = parts;
    this.live = parts.live;
    this.#startedAt = parts.clock.now();
    this.#portfolio = new PortfolioReads(parts.clock);
  }

  health(): View<typeof contract.health> {
    return this.#parts.health();
  }

  metrics(): Promise<string> {
    return this.#parts.metrics();
  }

  async portfolio(): Promise<contract.PortfolioView> {
    const { trading } = this.#parts;
    const { mode, session } = trading;
    const venue = session?.venue ?? trading.runtimeMode().venue;
    const stores = await this.#stores();
    return this.#portfolio.read({ mode, venue, stores, broker: session?.broker ?? null }, trading.frozen);
  }

  async equity(query: { readonly from?: number; readonly to?: number; readonly points?: number }) {
    return equityOf(await this.#stores(), this.#parts.trading.mode, query);
  }

  async decisions(query: View<typeof contract.decisionQuery>) {
    return decisionsOf(await this.#stores(), query);
  }

  async decision(decisionLogId: string) {
    return decisionOf(await this.#stores(), decisionLogId);
  }

  async calibration() {
    return this.#calibration.read(await this.#stores(), this.#parts.minConfidence);
  }

  async exposure() {
    return exposureView(await this.#stores());
  }

  async orders(query: Listed) {
    const { items, next } = await (await this.#stores()).executions.listOrders(storeQuery(query));
    return { items: items.map(orderView), next };
  }

  async fills(query: Listed) {
    const { items, next } = await (await this.#stores()).executions.listFills(storeQuery(query));
    return { items: items.map(fillView), next };
  }

  async closedPositions(query: Listed) {
    const { items, next } = await (await this.#stores()).portfolio.closedPositions(storeQuery(query));
    return { items: items.map(closedPositionView), next };
  }

  async riskJournal(query: View<typeof contract.pageQuery>) {
    const { items, next } = await (await this.#stores()).risk.list(storeQuery(query));
    return { items: items.map(riskView), next };
  }

  /** Of the host, whatever mode trades. */
  async audit(query: View<typeof contract.pageQuery>) {
    const { items, next } = await this.#parts.hostStores.audit.list(storeQuery(query));
    return { items: items.map(auditView), next };
  }

  alerts() {
    return { items: this.#parts.alerts.items };
  }

  orderLatency() {
    const { mode, session } = this.#parts.trading;
    return latencyView(mode, session?.openedAt ?? this.#startedAt, session?.executions ?? null);
  }

  async prices(symbols: readonly string[] | null) {
    const { settings, prices, trading } = this.#parts;
    const unknown = symbols?.find((symbol) => !settings.symbols.includes(symbol));
    if (unknown !== undefined) throw unknownSymbol(unknown, settings.symbols);
    return { items: await prices.read(trading.session, symbols ?? settings.symbols) };
  }

  async candles(query: View<typeof contract.candlesQuery>) {
    const { settings } = this.#parts;
    if (!settings.symbols.includes(query.symbol)) throw unknownSymbol(query.symbol, settings.symbols);
    return candlesOf(this.#session(), query);
  }

  runtimeMode(): contract.RuntimeModeView {
    return this.#parts.trading.runtimeMode();
  }

  async changeRuntimeMode(change: contract.RuntimeModeChange) {
    const { trading } = this.#parts;
    const { mode, tradingPaused, why, by = 'operator', openPositions = 'refuse_if_open' } = change;
    const operator = { by, why };
    const notes: string[] = [];
    // A pause that is asked together with a mode counts for the new one from its beginning.
    if (tradingPaused === true) await trading.pause(operator);
    if (mode !== undefined) notes.push(...(await trading.switch(mode, operator, openPositions)));
    if (tradingPaused === false) await trading.resume(operator);
    return { ...this.runtimeMode(), notes };
  }

  scheduler(): contract.SchedulerView {
    const { trading, settings } = this.#parts;
    const { session } = trading;
    return schedulerView(session?.cycles.scheduler.status ?? null, session?.lastReport ?? null, settings.intervalMs);
  }

  async trigger(operator: Operator) {
    await this.#parts.trading.trigger(operator);
    return this.scheduler();
  }

  async pause(operator: Operator) {
    await this.#parts.trading.pause(operator);
    return this.scheduler();
  }

  async resume(operator: Operator) {
    await this.#parts.trading.resume(operator);
    return this.scheduler();
  }

  async kill(request: Operator & { readonly positions: 'keep' | 'flatten' }) {
    const { canceled, openPositions, troubles } = await this.#parts.trading.kill(request);
    return { canceled, openPositions, troubles: [...troubles] };
  }

  /** Takes the account and starts the mode that was chosen last, or stands by. @throws {BrokerError} with what to do. Idempotent. */
  start(): Promise<void> {
    this.#starting ??= this.#parts.start();
    return this.#starting;
  }

  /** Ends cycles, session, lock and database, in this order. Idempotent. */
  stop(): Promise<void> {
    this.#stopping ??= this.#parts.stop();
    return this.#stopping;
  }

  /** Where everything is kept, in words. */
  get databaseName(): string {
    return this.#parts.databaseName;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  #stores(): Promise<Stores> {
    const { trading, storesOf } = this.#parts;
    return trading.session === null ? storesOf(trading.mode) : Promise.resolve(trading.session.stores);
  }

  #session(): HostSession {
    const { session } = this.#parts.trading;
    if (session !== null) return session;
    throw new HostError('This instance does not trade now, and has no market data.', {
      code: 'host/not_started',
      status: 503,
    });
  }
}

function unknownSymbol(symbol: string, known: readonly string[]): HostError {
  return new HostError(`${symbol} is not among the symbols of this host: ${known.join(', ')}.`, {
    code: 'venue/unknown_instrument',
    status: 404,
  });
}
