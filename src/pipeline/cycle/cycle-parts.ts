import { Decimal, toDecimal, ZERO } from '../../domain/decimal.ts';
import { DAY_MS } from '../../domain/drawdown.ts';
import type { Instrument } from '../../domain/instrument.ts';
import { type Money, toMoney } from '../../domain/money.ts';
import { DEFAULT_RISK_LIMITS, type MeasuredRiskLimits, measureRiskLimits, type RiskLimits } from '../../domain/risk.ts';
import { isBrokerError, PersistenceError } from '../../errors/index.ts';
import { KnownIndicators } from '../../indicators/known-indicators.ts';
import type { BaseBroker } from '../../ports/broker.ts';
import type { LanguageModel } from '../../ports/language-model.ts';
import { type Logger, silentLogger } from '../../ports/logger.ts';
import { brokerMarket } from '../context/broker-market.ts';
import { buildContext, type TradingContext } from '../context/build-context.ts';
import { EquityWatch, equityRecordOf } from '../context/equity-watch.ts';
import type { Memory } from '../context/memory-context.ts';
import type { BlockedOpen } from '../execute/execute-verdict.ts';
import { takeBackEntries, tellTakenBack } from '../execute/take-back-entries.ts';
import { Feedback } from '../feedback/feedback.ts';
import type { JudgePolicy } from '../judge/judge-policy.ts';
import type { JudgeView } from '../judge/judge-view.ts';
import type { Verdict } from '../judge/verdict.ts';
import { storedMemory } from '../memory/stored-memory.ts';
import { canaryFigures } from '../prompt/canary.ts';
import { KnownRows } from '../prompt/known-rows.ts';
import type { PromptOptions } from '../prompt/render-prompt.ts';
import { TEMPLATE_V1 } from '../prompt/template-v1.ts';
import { AccountRecorder } from '../record/account-recorder.ts';
import { DecisionWriter } from '../record/decision-writer.ts';
import { type JudgeRules, policyOf } from '../record/judging-json.ts';
import { refusedLast, refusedOf } from '../record/refused-before.ts';
import { type CycleRecords, storesInTime } from '../record/stores-in-time.ts';
import type { ReadOnlyTool } from '../tools/read-only-tool.ts';
import { marketReads, toolReaders } from '../tools/tool-readers.ts';
import { tradingTools } from '../tools/trading-tools.ts';
import type { Answer, AskOptions } from './ask-model.ts';
import { blockedOpen } from './blocked-open.ts';
import { breachesOf } from './breaches-of.ts';
import type { DecisionReport } from './cycle-report.ts';
import { FeeRates } from './fee-rates.ts';
import { judgeRulesOf } from './judge-rules-of.ts';
import { judgeViewOf } from './judge-view-of.ts';
import { settleInterrupted } from './settle-interrupted.ts';
import type { TradingCycleOptions } from './trading-cycle-options.ts';

/** So long an entry with a limit waits by default, ms: three cycles. */
const DEFAULT_RESTING_MS = 1_800_000;
/** So long a store may take for an answer by default, ms. */
const STORE_TIMEOUT_MS = 5_000;
/** An answer that comes within this is judged by what the prompt said, ms. */
const SOON_MS = 2_000;

/** Under which key the equity of the last day is kept. */
const EQUITY_STATE = 'pipeline.equity';

/** Everything that a cycle is made of, put together once. */
export class CycleParts {
  readonly broker: BaseBroker;
  readonly model: LanguageModel;
  /** Of which no call takes longer than it may. */
  readonly stores: CycleRecords;
  readonly logger: Logger;
  readonly uuid: () => string;
  readonly now: () => number;
  readonly defaultLeverage: Decimal;
  readonly restsForMs: number;
  readonly writer: DecisionWriter;
  readonly recorder: AccountRecorder;
  readonly feedback: Feedback;
  readonly rules: JudgeRules;
  readonly policy: JudgePolicy;
  readonly limits: MeasuredRiskLimits;
  readonly #options: TradingCycleOptions;
  readonly #fees: FeeRates;
  readonly #tools: readonly ReadOnlyTool[];
  readonly #indicators = new KnownIndicators();
  readonly #rows = new KnownRows();
  #equity = new EquityWatch();
  #refusedBefore: JudgeView['refusedBefore'] = [];
  #hasUnresolved = false;
  /** Whether another run may have closed positions without writing so. */
  #mayHaveMissed = true;
  /** Why what the last run left is not known; `null` when it is. */
  #unread: string | null = 'it was not looked at yet';
  /** What came in or went out before the last run's equity could be read. */
  #heardMeanwhile: Money = 0n;
  #starting: Promise<void> | null = null;
  #stopListening: () => void = () => {};

  constructor(options: TradingCycleOptions) {
    const { broker, model, clock, uuid, logger = silentLogger, risk = {}, storeTimeoutMs = STORE_TIMEOUT_MS } = options;
    const stores = storesInTime(options.stores, clock, storeTimeoutMs);
    this.#options = options;
    this.broker = broker;
    this.model = model;
    this.stores = stores;
    this.logger = logger;
    this.uuid = uuid;
    this.now = () => clock.now();
    this.defaultLeverage = toDecimal(options.defaultLeverage ?? '3', 'defaultLeverage');
    this.restsForMs = options.restingEntryMs ?? DEFAULT_RESTING_MS;
    this.limits = measureRiskLimits(risk.limits);
    this.writer = new DecisionWriter(stores.decisions, logger);
    this.recorder = new AccountRecorder({ broker, stores, uuid, logger, clock });
    const minConfidence = toDecimal(options.minConfidence ?? '0.6', 'minConfidence');
    this.feedback = new Feedback({ stores, now: this.now, minConfidence });
    this.rules = judgeRulesOf(options, minConfidence);
    this.policy = policyOf(this.rules);
    this.#fees = new FeeRates(broker);
    const { toolRounds = 0, market, symbols } = options;
    this.#tools = toolRounds === 0 ? [] : tradingTools(toolReaders(broker, marketReads(market)), symbols);
  }

  /**
   * Listens to the broker, and takes up what the last run left: the day's equity, and decisions of which the end was not
   * written. Idempotent; one that failed is tried again. While the stores cannot be read it is left for {@link takeUp}, and
   * nothing opens.
   */
  start(): Promise<void> {
    this.#starting ??= this.#start();
    this.#starting.catch(() => {
      this.#starting = null;
    });
    return this.#starting;
  }

  /** Why what the last run left could not be read yet; `null` when it was. */
  get unread(): string | null {
    return this.#unread;
  }

  /** Lets the next {@link takeUp} look at the log, whatever is known here. */
  lookAgain(): void {
    this.#hasUnresolved = true;
    this.#mayHaveMissed = true;
  }

  /** What was unresolved may be known by now. What does not work is tried again with the next cycle. */
  async takeUp(): Promise<void> {
    if (this.#unread !== null) await this.#readPast();
    // An outcome that waits to be written is not one that is unknown.
    if (this.#unread !== null || !this.#hasUnresolved || this.writer.waiting > 0) return;
    if ((this.#options.stores.health?.reason ?? null) !== null) return;
    try {
      await this.#settle(this.now());
    } catch (error) {
      this.logger.warn('What became of unresolved decisions could not be written.', { error: textOf(error) });
    }
  }

  async stop(): Promise<void> {
    this.#stopListening();
    await this.writer.settle();
    await this.recorder.stop();
  }

  get prompt(): PromptOptions {
    const { template = TEMPLATE_V1, symbols, budgetTokens, countTokens, risk = {}, toolRounds = 0 } = this.#options;
    const limit = (name: keyof RiskLimits): string =>
      toDecimal(risk.limits?.[name] ?? DEFAULT_RISK_LIMITS[name], name).toFixed();
    return {
      template,
      settings: {
        symbols,
        minConfidence: this.policy.minConfidence.toFixed(),
        maxLeverage: limit('maxLeverage'),
        maxPositionMarginFraction: limit('maxPositionMarginFraction'),
        maxGrossNotionalMultiple: limit('maxGrossNotionalMultiple'),
        maxDailyLoss: limit('maxDailyLoss'),
        maxDrawdownFraction: limit('maxDrawdownFraction'),
        accountCurrency: this.#options.accountCurrency ?? 'USDT',
        riskMode: this.policy.mode,
        hasTools: toolRounds > 0,
      },
      rows: this.#rows,
      ...(budgetTokens === undefined ? {} : { budgetTokens }),
      ...(countTokens === undefined ? {} : { countTokens }),
    };
  }

  async readContext(): Promise<TradingContext> {
    const { symbols, memory } = this.#options;
    await this.#fees.read(await Promise.all(symbols.map((symbol) => this.broker.getInstrument(symbol))));
    return this.#readContext(memory === undefined ? storedMemory(this.stores) : memory);
  }

  /**
   * Market and account as they are when the model has answered, which may be minutes after the prompt: decisions are judged
   * by these. Where they cannot be read, by what the prompt said, at its true age: old prices open nothing.
   */
  async readAgain(context: TradingContext): Promise<TradingContext> {
    if (this.now() - context.at < SOON_MS) return context;
    const { memory, memoryProblem } = context;
    try {
      return { ...(await this.#readContext(null)), memory, memoryProblem };
    } catch (error) {
      this.logger.warn('The market and the account could not be read again after the model had answered.', {
        error: textOf(error),
      });
      return { ...context, at: this.now() };
    }
  }

  #readContext(memory: Memory | null): Promise<TradingContext> {
    const { symbols, market, frames, health } = this.#options;
    return buildContext({
      symbols,
      prices: this.broker,
      account: this.broker,
      market: market ?? brokerMarket(this.broker),
      memory,
      limits: this.limits,
      ...(frames === undefined ? {} : { frames }),
      ...(health === undefined ? {} : { health }),
      indicators: this.#indicators,
      takerFeeRate: (instrument: Instrument) => this.#fees.of(instrument),
      look: (at, equity) => this.#equity.look(at, equity),
      now: this.now,
    });
  }

  asking({ symbols }: TradingContext): AskOptions {
    const { corrections = 1, temperature, maxOutputTokens } = this.#options;
    return {
      model: this.model,
      symbols: symbols.map(({ instrument }) => instrument),
      tools: this.#tools,
      toolRounds: this.#options.toolRounds ?? 0,
      clock: this.#options.clock,
      corrections,
      ...(temperature === undefined ? {} : { temperature }),
      ...(maxOutputTokens === undefined ? {} : { maxOutputTokens }),
    };
  }

  /** What the judge sees now, to the digit; it is written down with the decisions. `prompted`: what the model was shown. */
  judgeView(context: TradingContext, prompted: TradingContext): JudgeView {
    const parts = {
      defaultLeverage: this.defaultLeverage,
      takerFeeRate: (instrument: Instrument) => this.#fees.of(instrument),
      refusedBefore: this.#refusedBefore,
      canaries: canaryFigures(this.prompt.template.canaries),
    };
    return judgeViewOf(context, parts, prompted.account.affordable);
  }

  /** Counts the replies and keeps what they cost; `null` where a price is not known. */
  async pay({ replies }: Answer, evaluationId: string): Promise<Decimal | null> {
    const { costs } = this.#options;
    if (costs === undefined) return null;
    const { provider, model } = this.model;
    let sum: Decimal | null = ZERO;
    for (const reply of replies) {
      const cost = costs.charge({ provider, model, evaluationId, reply });
      sum = sum === null || cost.costUsd === null ? null : sum.add(cost.costUsd);
      try {
        await this.stores.costs.append(cost);
      } catch (error) {
        // What was asked is paid for, written or not; the meter has counted it.
        this.logger.warn('The cost of a reply could not be written.', { error: textOf(error) });
      }
    }
    return sum;
  }

  /** Why nothing may open now; `null` when it may. */
  opensBlockedBy(): BlockedOpen | null {
    return blockedOpen(this.#options, this.#unread);
  }

  /** Takes back entries that rest while nothing may open; they would open all the same. What was done, for the report. */
  async withdrawWhereBlocked(): Promise<readonly string[]> {
    const blocked = this.opensBlockedBy();
    return blocked === null ? [] : this.withdraw(blocked.message);
  }

  /** Takes back the entries of the trading symbols that rest. What was done, for the report. */
  async withdraw(reason: string): Promise<readonly string[]> {
    const told = tellTakenBack(await takeBackEntries(this.broker, this.#options.symbols));
    if (told === null) return [];
    this.#hasUnresolved = true;
    this.logger.warn('Entries that rested were taken back.', { reason, told });
    return [`${told} ${reason}`];
  }

  /** Keeps the account and looks back, when everything is carried out. What does not work is told, and tried again with the next cycle. */
  async remember(verdicts: readonly Verdict[], decisions: readonly DecisionReport[]): Promise<readonly string[]> {
    // A reply that decides nothing says nothing of what was refused before it.
    if (verdicts.length > 0) this.#refusedBefore = refusedOf(verdicts, decisions);
    // What broke off may have done so when its order had left already.
    if (decisions.some(({ outcome }) => outcome === 'unresolved' || outcome === 'failed')) this.#hasUnresolved = true;
    for (const verdict of verdicts) {
      const report = decisions.find(({ decisionId }) => decisionId === verdict.decisionId) ?? null;
      for (const breach of breachesOf(verdict, report)) this.recorder.risk({ at: this.now(), ...breach });
    }
    const notes: string[] = [];
    const stated = verdicts.map(({ decisionId, proposal: { action, confidence } }) => ({
      decisionId,
      action,
      confidence,
    }));
    for (const [what, write] of [
      [
        'How sure the model says it is',
        async () => {
          const alarm = await this.feedback.stated(stated);
          if (alarm !== null) notes.push(alarm.message);
        },
      ],
      ['The account', () => this.recorder.write()],
      ['What closed trades teach', () => this.feedback.look()],
      ['The equity of the day', () => this.#saveEquity()],
    ] as const) {
      try {
        await write();
      } catch (error) {
        notes.push(`${what} could not be written: ${textOf(error)}`);
        this.logger.warn(`${what} could not be written; it is tried again.`, { error: textOf(error) });
      }
    }
    return notes;
  }

  async #start(): Promise<void> {
    this.#stopListening();
    const ends = [
      this.broker.on('ledger.entry', ({ entry }) => {
        if (entry.type !== 'transfer') return;
        this.#equity.transferred(entry.amount);
        if (this.#unread !== null) this.#heardMeanwhile += entry.amount;
      }),
      this.broker.on('trading.resumed', () => this.#equity.resumed()),
    ];
    this.#stopListening = () => {
      for (const end of ends) end();
    };
    await this.recorder.start();
    await this.#readPast();
  }

  /** @throws What is not about the stores being away. */
  async #readPast(): Promise<void> {
    const now = this.now();
    try {
      this.#equity = await this.#lastEquity(now);
      this.#equity.transferred(this.#heardMeanwhile);
      // An outcome that waits to be written, here or in a spool, is not one that is unknown.
      if (this.writer.waiting > 0) await this.writer.settle();
      const waits = this.#options.stores.health?.reason ?? null;
      if (waits !== null || this.writer.waiting > 0) throw notWritten(waits ?? 'Records of decisions wait.');
      await this.#settle(now);
      this.#unread = null;
      this.#heardMeanwhile = 0n;
    } catch (error) {
      if (!isBrokerError(error, 'store/unavailable')) throw error;
      this.#unread = textOf(error);
      this.logger.error('What the last run left cannot be read: nothing opens until it is, and exits go on.', {
        error: this.#unread,
      });
    }
  }

  /** Before the last run's was read, ours would take its place. */
  async #saveEquity(): Promise<void> {
    if (this.#unread === null) await this.stores.state.save(EQUITY_STATE, this.#equity.record());
  }

  /** What is known of the last day: its own record, or the snapshots where there is none. */
  async #lastEquity(now: number): Promise<EquityWatch> {
    const record = equityRecordOf(await this.stores.state.load(EQUITY_STATE));
    if (record !== null) return new EquityWatch(record);
    // The newest count, should there be more than a page of them.
    const { items } = await this.stores.portfolio.equity({ from: now - DAY_MS, limit: 1_000 });
    const points = items.map(({ at, equity }) => ({ at, equity: toMoney(new Decimal(equity)) }));
    return new EquityWatch(points.reverse());
  }

  async #settle(now: number): Promise<void> {
    if (this.#mayHaveMissed) {
      await this.recorder.takeUpClosed();
      this.#refusedBefore = await refusedLast(this.stores.decisions);
    }
    this.#mayHaveMissed = false;
    this.#hasUnresolved = (await settleInterrupted(this.broker, this.stores.decisions, now)) > 0;
  }
}

function notWritten(message: string): PersistenceError {
  return new PersistenceError(message, { code: 'store/unavailable' });
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
