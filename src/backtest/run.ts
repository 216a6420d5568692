import type { DecimalInput } from '../domain/decimal.ts';
import type { Decision, DecisionAction } from '../domain/decision.ts';
import type { Instrument, InstrumentId } from '../domain/instrument.ts';
import type { Money } from '../domain/money.ts';
import type { Order } from '../domain/order.ts';
import type { OrderIntent } from '../domain/order-intent.ts';
import type { BaseBroker } from '../ports/broker.ts';
import type { OrderInterceptor } from '../ports/interceptor.ts';
import type { MaybePromise } from '../ports/maybe-promise.ts';
import type { Strategy, StrategyAnswer } from '../ports/strategy.ts';
import type { BacktestFeed } from './backtest-feed.ts';
import { carryOut } from './carry-out.ts';
import type { DecisionRecord } from './decision-record.ts';
import { Recorder } from './recorder.ts';
import { BacktestResult } from './result.ts';
import { RunContext } from './run-context.ts';
import type { Assumption } from './run-record.ts';

/** How far a run is. */
export interface BacktestProgress {
  /** The instant that was played last, epoch ms. */
  readonly at: number;
  readonly startsAt: number;
  /** `null` where the feed does not know where it ends. */
  readonly endsAt: number | null;
  readonly steps: number;
}

/** A market that a run follows: one that is replayed, or one that has to be waited for. */
export interface RunFeed
  extends Pick<BacktestFeed, 'candles' | 'startsAt' | 'now' | 'endsAt' | 'instruments' | 'notes' | 'moves'> {
  /** As {@link BacktestFeed.next}; a market that lives by itself answers when the instant has come. */
  next(): MaybePromise<boolean>;
}

/** A run over any broker that follows the feed. */
export interface RunOptions {
  readonly feed: RunFeed;
  readonly strategy: Strategy;
  /** Instants to let pass before the strategy is first asked; default 0. */
  readonly warmupBars?: number;
  readonly onProgress?: (progress: BacktestProgress) => void;
  /** For entries whose decision names none. */
  readonly defaultLeverage: DecimalInput;
  readonly accountCurrency: string;
  readonly assumptions: readonly Assumption[];
  /** Makes the broker with the recorder in its order ring. */
  readonly makeBroker: (recorder: OrderInterceptor) => BaseBroker;
}

/** Steps between two words about progress. */
const PROGRESS_STEPS = 512;

/** Replays the feed through a broker and asks the strategy at every instant. The broker is closed in any case. */
export async function run(options: RunOptions): Promise<BacktestResult> {
  const { feed } = options;
  const recorder: Recorder = new Recorder((instrument) => lastTicks(feed, recorder, instrument));
  const broker = options.makeBroker(recorder);
  recorder.listen(broker);
  try {
    await broker.connect();
    const backtest = new Run(options, broker, recorder);
    await backtest.play();
    return await backtest.result();
  } finally {
    await broker.close();
  }
}

class Run {
  readonly #options: RunOptions;
  readonly #broker: BaseBroker;
  readonly #recorder: Recorder;
  readonly #funding = new Map<InstrumentId, Money>();
  readonly #decisions: DecisionRecord[] = [];
  readonly #counts: Record<DecisionAction, number> = { buy: 0, sell: 0, hold: 0, close: 0, no_entry: 0 };
  readonly #startEquity: Money;
  #startedAt: number | null = null;
  #steps = 0;

  constructor(options: RunOptions, broker: BaseBroker, recorder: Recorder) {
    this.#options = options;
    this.#broker = broker;
    this.#recorder = recorder;
    this.#startEquity = recorder.equity();
    broker.on('ledger.entry', ({ entry }) => {
      if (entry.type !== 'funding' || entry.instrument === null) return;
      this.#funding.set(entry.instrument, (this.#funding.get(entry.instrument) ?? 0n) + entry.amount);
    });
  }

  async play(): Promise<void> {
    const { feed, strategy, warmupBars = 0, onProgress } = this.#options;
    const recorder = this.#recorder;
    const context = new RunContext(this.#broker, feed);
    let seen = 0;
    for (;;) {
      const goesOn = feed.next();
      if (!(goesOn instanceof Promise ? await goesOn : goesOn)) break;
      seen += 1;
      if (onProgress !== undefined && seen % PROGRESS_STEPS === 0) this.#tell(onProgress);
      if (seen <= warmupBars) continue;
      const at = feed.now;
      this.#startedAt ??= at;
      this.#steps += 1;
      recorder.mark(at);
      context.at = at;
      const answered = strategy(context);
      const answer = answered instanceof Promise ? await answered : answered;
      if (answer !== undefined && answer.length > 0) context.lastOrders = await this.#obey(answer, at);
      else if (context.lastOrders.length > 0) context.lastOrders = [];
    }
    recorder.markEnd(feed.now);
    if (onProgress !== undefined) this.#tell(onProgress);
  }

  async result(): Promise<BacktestResult> {
    const { feed, accountCurrency, assumptions, warmupBars = 0 } = this.#options;
    const recorder = this.#recorder;
    const [positions, openOrders] = [await this.#broker.getPositions(), await this.#broker.getOpenOrders()];
    return new BacktestResult({
      accountCurrency,
      assumptions,
      notes: feed.notes ?? [],
      warmupBars,
      steps: this.#steps,
      startedAt: this.#startedAt ?? feed.now,
      endedAt: feed.now,
      startEquity: this.#startEquity,
      endEquity: recorder.equity(),
      funding: this.#funding,
      instruments: this.#instruments(),
      candles: (instrument) => feed.candles(instrument),
      curve: recorder.curve,
      fills: recorder.fills,
      trades: recorder.trades,
      decisions: this.#decisions,
      decisionCounts: this.#counts,
      ended: recorder.ended,
      openOrders: openOrders.length,
      positions,
    });
  }

  async #obey(answer: NonNullable<StrategyAnswer>, at: number): Promise<readonly Order[]> {
    const orders: Order[] = [];
    for (const wish of answer) {
      if (isDecision(wish)) orders.push(...(await this.#carryOut(wish, at)));
      else orders.push(await this.#broker.placeOrder(wish));
    }
    return orders;
  }

  async #carryOut(wish: Decision, at: number): Promise<readonly Order[]> {
    this.#counts[wish.action] += 1;
    if (wish.action === 'hold' || wish.action === 'no_entry') return [];
    const decisionId = wish.decisionId ?? `d${this.#decisions.length + 1}`;
    const decision: Decision = { ...wish, decisionId };
    this.#recorder.closingDecisionId = decision.action === 'close' ? decisionId : null;
    try {
      const outcome = await carryOut(this.#broker, decision, this.#options.defaultLeverage);
      this.#decisions.push({ decisionId, at, decision, outcome });
      return outcome.orders;
    } finally {
      this.#recorder.closingDecisionId = null;
    }
  }

  /** Those that the feed has data of, then any other that was traded. */
  #instruments(): readonly Instrument[] {
    const known = new Map<InstrumentId, Instrument>();
    for (const one of [...(this.#options.feed.instruments ?? []), ...this.#recorder.instruments])
      known.set(one.id, one);
    return [...known.values()];
  }

  #tell(onProgress: (progress: BacktestProgress) => void): void {
    const { feed } = this.#options;
    onProgress({ at: feed.now, startsAt: feed.startsAt, endsAt: feed.endsAt ?? null, steps: this.#steps });
  }
}

function isDecision(wish: Decision | OrderIntent): wish is Decision {
  return 'action' in wish;
}

/** Close of the newest closed bar, or the mark where the feed has no bars or moves inside them. */
function lastTicks(feed: RunFeed, recorder: Recorder, instrument: Instrument): number | null {
  const candles = feed.candles(instrument.id);
  if (candles === null || feed.moves === 'events') return recorder.markTicks(instrument);
  if (candles.length === 0) return null;
  return Math.round((candles.close.at(-1) * 10 ** instrument.markDecimals) / instrument.marksPerTick);
}
