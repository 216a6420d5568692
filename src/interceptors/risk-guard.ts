import type { Denial } from '../domain/denial.ts';
import { DAY_MS } from '../domain/drawdown.ts';
import { canEnlarge, type ExposingOrder, measureExposure } from '../domain/exposure.ts';
import { type Money, moneyEstimate } from '../domain/money.ts';
import type { Order } from '../domain/order.ts';
import type { OrderEvent } from '../domain/order-event.ts';
import type { OrderAmendment, PositionKey } from '../domain/order-intent.ts';
import {
  checkDailyLoss,
  checkDrawdown,
  checkLeverage,
  checkOrderExposure,
  type MeasuredRiskLimits,
  measureRiskLimits,
  type RiskLimits,
  type RiskMode,
  type RiskVerdict,
} from '../domain/risk.ts';
import { type BrokerError, isBrokerError } from '../errors/index.ts';
import type { LedgerView, OrderInterceptor, RingContext, RingResult, TradingNews } from '../ports/interceptor.ts';
import { type Logger, silentLogger } from '../ports/logger.ts';
import type { StateStore } from '../ports/state-store.ts';
import { amended, exposureOf } from './order-exposure.ts';
import { notSaved, RiskMemory, type RiskPause } from './risk-memory.ts';

/** A command that broke a limit. */
export interface RiskBreach {
  readonly at: number;
  readonly command: 'place' | 'amend' | 'set_leverage';
  readonly instrument: string;
  readonly clientOrderId: string | null;
  readonly denial: Denial;
  /** Whether the command was stopped. */
  readonly isBlocked: boolean;
}

/** How the risk guard works. */
export interface RiskGuardOptions {
  readonly mode: RiskMode;
  /** What is left out has its default. */
  readonly limits?: Partial<RiskLimits>;
  /** Keeps the day's start, its high-water mark and a pause over a restart. */
  readonly store?: StateStore;
  /** The key in the store. Default `risk-guard`. */
  readonly key?: string;
  readonly logger?: Logger;
  readonly onBreach?: (breach: RiskBreach) => void;
}

/** How long a failed save waits before it is tried again. */
const SAVE_AGAIN_MS = 1_000;

const PASS: Promise<undefined> = Promise.resolve(undefined);

/**
 * Stops opening commands that would break a risk limit; reducing, closing and canceling always pass.
 *
 * Check and reservation are one step: from the instant at which an order passes it counts as filled, so that of twenty
 * orders placed at once only as many pass as fit together. An order of effect `open` counts as reducing only as far as
 * the position is not yet used up by others on their way; `reduce_only` orders are never stopped.
 *
 * Once the drawdown limit is reached, opening is paused until the UTC day ends or {@link resume} is called.
 */
export class RiskGuard implements OrderInterceptor {
  readonly name = 'risk-guard';
  readonly #mode: RiskMode;
  readonly #limits: MeasuredRiskLimits;
  readonly #store: StateStore | null;
  readonly #key: string;
  readonly #logger: Logger;
  readonly #onBreach: (breach: RiskBreach) => void;
  /** Orders that passed and that the ledger still shows as pending: the newest, which rarely stays so, and the others. */
  #newestPassed: string | null = null;
  readonly #passed = new Set<string>();
  /** Amendments on their way: the order counts as if they had been made. */
  readonly #amending = new Map<string, { readonly totalLots: number; readonly ticks: number | null }>();
  #memory: RiskMemory | null = null;
  #ledger: LedgerView | null = null;
  #announce: (news: TradingNews) => void = () => {};

  /** Between these estimates of equity, on this day and without a transfer, nothing can happen. */
  #quietFrom = Number.NaN;
  #quietTo = Number.NaN;
  #dayEndsAt = Number.NEGATIVE_INFINITY;
  #transferred: Money = 0n;

  #saving: Promise<void> | null = null;
  #isSaveDue = false;
  #isLoaded = false;
  /** Why what it knew of the day could not be loaded, and when that is tried again. */
  #unread: string | null = null;
  #loadAgainAt = Number.POSITIVE_INFINITY;
  /** Why the newest state is not saved, and when that is tried again. */
  #unsaved: BrokerError | null = null;
  #saveAgainAt = Number.POSITIVE_INFINITY;

  /** @throws {ConfigurationError} `config/invalid` for a limit that is not above zero. */
  constructor(options: RiskGuardOptions) {
    this.#mode = options.mode;
    this.#limits = measureRiskLimits(options.limits);
    this.#store = options.store ?? null;
    this.#key = options.key ?? 'risk-guard';
    this.#logger = options.logger ?? silentLogger;
    this.#onBreach = options.onBreach ?? (() => {});
  }

  /** Why opening is paused by the drawdown limit; `null` when it is not. */
  get pause(): RiskPause | null {
    return this.#memory?.pause ?? null;
  }

  /** Ends a pause by hand; the high-water mark begins anew at the present equity. */
  resume(reason: string): void {
    const [memory, ledger] = [this.#memory, this.#ledger];
    if (memory === null || ledger === null || memory.pause === null) return;
    memory.pause = null;
    memory.restartHighWater(ledger, ledger.equity());
    this.#announce({ type: 'trading.resumed', reason });
    this.#settle(ledger, memory);
  }

  async start(ledger: LedgerView, announce: (news: TradingNews) => void): Promise<void> {
    this.#announce = announce;
    this.#ledger = ledger;
    await this.#load(ledger);
  }

  /** While the store is away nothing is known of the day: then nothing opens, and it is asked again. */
  async #load(ledger: LedgerView): Promise<void> {
    let stored: unknown = null;
    try {
      stored = (await this.#store?.load(this.#key)) ?? null;
    } catch (error) {
      if (!isBrokerError(error, 'store/unavailable')) throw error;
      this.#logger.error('risk guard: what it knew of the day cannot be read', { key: this.#key, error });
      this.#unread = error.message;
      this.#loadAgainAt = ledger.now + SAVE_AGAIN_MS;
      return;
    }
    this.#unread = null;
    this.#memory = stored === null ? RiskMemory.begin(ledger) : await RiskMemory.restore(stored, this.#key, ledger);
    this.#isLoaded = true;
    this.#quietFrom = Number.NaN;
    const wasPaused = this.#memory.pause !== null;
    const { pause } = this.#look(ledger, ledger.equity());
    if (wasPaused && pause !== null && this.#mode === 'enforce') {
      this.#announce({ type: 'trading.paused', reason: pause.reason });
    }
  }

  tick(ledger: LedgerView): void {
    // A day that began before the former one was loaded would take its place.
    if (!this.#isLoaded && this.#store !== null) {
      this.#loadAgain(ledger);
      return;
    }
    if (this.#saveAgainAt <= ledger.now && this.#saving === null) this.#save();
    const estimate = ledger.equityEstimate();
    if (
      estimate > this.#quietFrom &&
      estimate < this.#quietTo &&
      ledger.now < this.#dayEndsAt &&
      ledger.transferred() === this.#transferred
    ) {
      return;
    }
    this.#look(ledger, ledger.equity());
  }

  #loadAgain(ledger: LedgerView): void {
    if (this.#loadAgainAt > ledger.now) return;
    this.#loadAgainAt = Number.POSITIVE_INFINITY;
    this.#load(ledger).catch((error: unknown) => {
      this.#unread = String(error);
      this.#logger.error('risk guard: what it knew of the day is no good', { key: this.#key, error });
    });
  }

  async stop(): Promise<void> {
    // What was never loaded must not be overwritten.
    if (!this.#isLoaded) return;
    this.#save();
    while (this.#saving !== null) await this.#saving;
    if (this.#unsaved !== null) throw this.#unsaved;
  }

  place(order: Order, next: () => RingResult, { ledger }: RingContext): RingResult {
    const denial = this.#placeDenial(order, ledger);
    if (denial !== null && this.#breach('place', order.instrument, order, denial, ledger)) {
      return denial;
    }
    if (this.#newestPassed !== null) this.#passed.add(this.#newestPassed);
    this.#newestPassed = order.clientOrderId;
    return next();
  }

  preview(order: Order, { ledger }: RingContext): Denial | null {
    return this.#mode === 'enforce' ? this.#placeDenial(order, ledger) : null;
  }

  amend(order: Order, change: OrderAmendment, next: () => RingResult, { ledger }: RingContext): RingResult {
    if (order.effect === 'reduce_only') return next();
    const before = exposureOf(order, this.#amending.get(order.clientOrderId) ?? null);
    const { totalLots, ticks } = amended(order, change);
    const after = { ...before, lots: totalLots - order.progress.filledLots, ticks };
    if (after.lots <= before.lots && (after.ticks ?? 0) <= (before.ticks ?? 0)) return next();
    const verdict = this.#judge(after, order.clientOrderId, ledger);
    if (verdict !== null) {
      const { allowedLots } = verdict;
      const total = allowedLots === null ? null : allowedLots + order.progress.filledLots;
      const nearest = total === null ? null : { ...change, quantity: after.instrument.quantityOf(total).toFixed() };
      const denial = denialOf(verdict, nearest);
      if (this.#breach('amend', order.instrument, order, denial, ledger)) return denial;
    }
    this.#amending.set(order.clientOrderId, { totalLots, ticks });
    return this.#releaseWhenRefused(order.clientOrderId, next);
  }

  setLeverage(position: PositionKey, leverage: number, next: () => RingResult, { ledger }: RingContext): RingResult {
    const instrument = ledger.instrument(position.instrument);
    const present = instrument === undefined ? 0 : ledger.account.position(instrument, position.marginMode).leverage;
    if (leverage <= present) return next();
    const verdict = checkLeverage(this.#limits, leverage);
    if (verdict === null) return next();
    const denial = denialOf(verdict, null);
    return this.#breach('set_leverage', position.instrument, null, denial, ledger) ? denial : next();
  }

  observe(order: Order, event: OrderEvent): void {
    // From now on the ledger shows the order as sent, or it has ended.
    if (order.progress.state !== 'pending') {
      if (this.#newestPassed === order.clientOrderId) this.#newestPassed = null;
      else if (this.#passed.size > 0) this.#passed.delete(order.clientOrderId);
    }
    if (this.#amending.size === 0) return;
    if (order.isTerminal || event.type === 'order.amended' || event.type === 'order.amend_rejected') {
      this.#amending.delete(order.clientOrderId);
    }
  }

  async #releaseWhenRefused(clientOrderId: string, next: () => RingResult): Promise<Denial | undefined> {
    const denial = await next();
    if (denial !== undefined) this.#amending.delete(clientOrderId);
    return denial;
  }

  #placeDenial(order: Order, ledger: LedgerView): Denial | null {
    if (order.effect === 'reduce_only') return null;
    const exposing = exposureOf(order, null);
    const verdict = this.#judge(exposing, order.clientOrderId, ledger);
    if (verdict === null) return null;
    const { allowedLots } = verdict;
    const quantity = allowedLots === null ? null : exposing.instrument.quantityOf(allowedLots).toFixed();
    return denialOf(verdict, quantity === null ? null : { ...order.identity.intent, quantity });
  }

  /** The first limit that the order would break now; `null` when it may pass. Runs without waiting. */
  #judge(order: ExposingOrder, clientOrderId: string, ledger: LedgerView): RiskVerdict | null {
    if (!canEnlarge(order)) return null;
    const equity = ledger.equity();
    const memory = this.#look(ledger, equity);
    const exposure = measureExposure(order, this.#othersOnTheWay(ledger, clientOrderId), {
      account: ledger.account,
      equity,
      marks: (instrument) => ledger.marks(instrument),
    });
    // Without a price there is no exposure to judge; the instrument rules refuse what needs one.
    if (exposure === null || exposure.committedLots + exposure.lots <= 0) return null;
    const dayVerdict = this.#pauseVerdict(memory, equity) ?? checkDailyLoss(this.#limits, memory.loss(ledger, equity));
    if (dayVerdict !== null) {
      const reducing = -exposure.committedLots;
      return { ...dayVerdict, allowedLots: reducing >= exposure.instrument.minLots ? reducing : null };
    }
    return checkOrderExposure(this.#limits, exposure);
  }

  #pauseVerdict(memory: RiskMemory, equity: Money): RiskVerdict | null {
    if (this.#unread !== null) {
      const message = `What the day has lost is not known, so nothing opens: ${this.#unread}`;
      return { code: 'daily_loss_limit', message, figures: {}, allowedLots: null };
    }
    const verdict = checkDrawdown(this.#limits, memory.highWater, equity);
    if (verdict !== null || memory.pause === null) return verdict;
    return {
      code: 'drawdown_limit',
      message: `Opening is paused until the UTC day ends: ${memory.pause.reason}`,
      figures: { pausedAt: `${memory.pause.at}` },
      allowedLots: null,
    };
  }

  #hasPassed(clientOrderId: string): boolean {
    return this.#newestPassed === clientOrderId || this.#passed.has(clientOrderId);
  }

  *#othersOnTheWay(ledger: LedgerView, clientOrderId: string): Iterable<ExposingOrder> {
    for (const order of ledger.openOrders()) {
      if (order.clientOrderId === clientOrderId) continue;
      if (order.state === 'pending' && !this.#hasPassed(order.clientOrderId)) continue;
      yield exposureOf(order, this.#amending.get(order.clientOrderId) ?? null);
    }
  }

  /** Takes note of the present equity: day, high-water mark, pause. */
  #look(ledger: LedgerView, equity: Money): RiskMemory {
    this.#ledger = ledger;
    this.#memory ??= RiskMemory.begin(ledger);
    const memory = this.#memory;
    const wasPaused = memory.pause !== null;
    const before = memory.highWater;
    const isNewDay = memory.observe(ledger, equity);
    if (isNewDay && wasPaused) this.#announce({ type: 'trading.resumed', reason: 'A new UTC day has begun.' });
    let hasChanged = isNewDay || memory.highWater !== before;
    if (memory.pause === null) {
      const verdict = checkDrawdown(this.#limits, memory.highWater, equity);
      if (verdict !== null) {
        memory.pause = { at: ledger.now, reason: verdict.message };
        hasChanged = true;
        this.#logger.warn('risk guard: drawdown limit reached', { mode: this.#mode, ...verdict.figures });
        if (this.#mode === 'enforce') this.#announce({ type: 'trading.paused', reason: verdict.message });
      }
    }
    if (hasChanged || Number.isNaN(this.#quietFrom) || ledger.transferred() !== this.#transferred) {
      this.#settle(ledger, memory);
    }
    return memory;
  }

  /** Notes the bounds within which the next instants need no exact look, and saves. */
  #settle(ledger: LedgerView, memory: RiskMemory): void {
    const highWater = moneyEstimate(memory.highWater);
    // A little above the mark, so that an account without positions that stands at it is quiet.
    this.#quietTo = highWater * (1 + 1e-12);
    // Once paused, falling further changes nothing.
    this.#quietFrom =
      memory.pause === null ? highWater * (1 - this.#limits.drawdownPpm / 1e6) * (1 + 1e-9) : Number.NEGATIVE_INFINITY;
    this.#dayEndsAt = (memory.day + 1) * DAY_MS;
    this.#transferred = ledger.transferred();
    this.#save();
  }

  /** Saves soon: one save is under way at a time, and what changes meanwhile goes with the next. */
  #save(): void {
    if (this.#store === null || !this.#isLoaded) return;
    this.#isSaveDue = true;
    this.#saving ??= this.#saveWhileDue(this.#store);
  }

  async #saveWhileDue(store: StateStore): Promise<void> {
    await PASS;
    while (this.#isSaveDue && this.#memory !== null && this.#ledger !== null) {
      this.#isSaveDue = false;
      try {
        await store.save(this.#key, this.#memory.record(this.#ledger));
        this.#unsaved = null;
        this.#saveAgainAt = Number.POSITIVE_INFINITY;
      } catch (error) {
        this.#logger.error('risk guard: state could not be saved', { key: this.#key, error });
        this.#unsaved = notSaved(this.#key, error, SAVE_AGAIN_MS);
        this.#saveAgainAt = this.#ledger.now + SAVE_AGAIN_MS;
      }
    }
    // In the same turn as the last look at what is due, so that nothing falls between.
    this.#saving = null;
  }

  /** Tells of a command that breaks a limit; answers whether it is stopped. */
  #breach(
    command: RiskBreach['command'],
    instrument: string,
    order: Order | null,
    denial: Denial,
    ledger: LedgerView,
  ): boolean {
    const isBlocked = this.#mode === 'enforce';
    const clientOrderId = order?.clientOrderId ?? null;
    this.#onBreach({ at: ledger.now, command, instrument, clientOrderId, denial, isBlocked });
    if (!isBlocked) {
      this.#logger.warn('risk guard: would have been denied', {
        command,
        instrument,
        clientOrderId,
        code: denial.code,
      });
      const { code: rule, message, figures } = denial;
      const decisionId = order?.decisionId ?? null;
      this.#announce({ type: 'risk.breached', rule, message, figures, instrument, clientOrderId, decisionId });
    }
    return isBlocked;
  }
}

/** A {@link RiskGuard}. @throws {ConfigurationError} `config/invalid` for a limit that is not above zero. */
export function riskGuard(options: RiskGuardOptions): RiskGuard {
  return new RiskGuard(options);
}

function denialOf(verdict: RiskVerdict, nearest: Denial['nearest']): Denial {
  return { code: verdict.code, message: verdict.message, figures: verdict.figures, nearest };
}
