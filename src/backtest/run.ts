import type { DecimalInput } from '../domain/decimal.ts';
import type { Decision, DecisionAction } from '../domain/decision.ts';
import type { Instrument, InstrumentId } from '../domain/instrument.ts';
import type { Money } from '../domain/money.ts';
import type { Order } from '../domain/order.ts';
import type { OrderIntent } from '../domain/order-intent.ts';
import { carryOut } from '../pipeline/execute/carry-out.ts';
import { outcomeOf } from '../pipeline/execute/outcome-of.ts';
import type { BaseBroker } from '../ports/broker.ts';
import type { OrderInterceptor } from '../ports/interceptor.ts';
import type { MaybePromise } from '../ports/maybe-promise.ts';
import type { SettledDecision, Strategy, StrategyAnswer } from '../ports/strategy.ts';
import type { BacktestFeed } from './backtest-feed.ts';
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
  /** What the report calls the run. Default `Backtest`. */
  readonly title?: string;
  /** Makes the broker with the recorder in its order ring. */
  readonly makeBroker: (recorder: OrderInterceptor) => BaseBroker;
}

/** What a strategy has answered, when it has. */
type Answer = Awaited<ReturnType<Strategy>>;

/** Steps between two words about progress. */
const PROGRESS_STEPS = 512;

/** Replays the feed through a broker and asks the strategy at every instant. The broker is closed in any case. */
export async function run(options: RunOptions): Promise<BacktestResult> {
  const recorder = new Recorder(options.feed);
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
  // Fields of its own: an object that is made anew for every run has no lasting shape, and what reads it is compiled anew.
  readonly #feed: RunFeed;
  readonly #strategy: Strategy;
  readonly #onProgress: ((progress: BacktestProgress) => void) | undefined;
  readonly #broker: BaseBroker;
  readonly #recorder: Recorder;
  readonly #funding = new Map<InstrumentId, Money>();
  readonly #decisions: DecisionRecord[] = [];
  readonly #counts: Record<DecisionAction, number> = { buy: 0, sell: 0, hold: 0, close: 0, no_entry: 0 };
  readonly #startEquity: Money;
  readonly #context: RunContext;
  readonly #warmupBars: number;
  /** When the strategy was first asked; infinity before. */
  #startedAt = Number.POSITIVE_INFINITY;
  #steps = 0;
  #seen = 0;
  /** What the strategy said at the end. */
  #lastWords: readonly string[] = [];
  #ended: () => void = () => {};
  #failed: (error: unknown) => void = () => {};
  readonly #answered = (answer: Answer): void => {
    try {
      if (!this.#take(answer)) this.#goOn();
    } catch (error) {
      this.#failed(error);
    }
  };
  readonly #moved = (goesOn: boolean): void => {
    try {
      if (!goesOn) this.#end();
      else if (!this.#step()) this.#goOn();
    } catch (error) {
      this.#failed(error);
    }
  };
  readonly #obeyed = (orders: readonly Order[]): void => {
    this.#context.lastOrders = orders;
    this.#goOn();
  };

  constructor(options: RunOptions, broker: BaseBroker, recorder: Recorder) {
    this.#options = options;
    this.#feed = options.feed;
    this.#strategy = options.strategy;
    this.#onProgress = options.onProgress;
    this.#broker = broker;
    this.#recorder = recorder;
    this.#startEquity = recorder.equity();
    this.#context = new RunContext(broker, options.feed);
    this.#warmupBars = options.warmupBars ?? 0;
    broker.on('ledger.entry', ({ entry }) => {
      if (entry.type !== 'funding' || entry.instrument === null) return;
      this.#funding.set(entry.instrument, (this.#funding.get(entry.instrument) ?? 0n) + entry.amount);
    });
  }

  /** Replays the feed to its end. Rejects with what the strategy, the feed or the broker throws. */
  play(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#ended = resolve;
      this.#failed = reject;
      this.#goOn();
    });
  }

  /**
   * Replays as long as feed and strategy answer at once, and goes on when they have answered.
   *
   * A loop with an `await` in it would make a third of all that a long run leaves to be collected.
   */
  #goOn(): void {
    const feed = this.#feed;
    try {
      let goesOn = feed.next();
      while (goesOn === true) {
        if (this.#step()) return;
        goesOn = feed.next();
      }
      if (goesOn instanceof Promise) goesOn.then(this.#moved, this.#failed);
      else this.#end();
    } catch (error) {
      this.#failed(error);
    }
  }

  #end(): void {
    this.#recorder.markEnd(this.#feed.now);
    if (this.#onProgress !== undefined) this.#tell(this.#onProgress);
    if (this.#strategy.end === undefined) this.#ended();
    else {
      this.#strategy.end().then((words) => {
        this.#lastWords = words;
        this.#ended();
      }, this.#failed);
    }
  }

  /** Lets the strategy act at the instant that the feed has come to; `true` where that takes time. */
  #step(): boolean {
    const onProgress = this.#onProgress;
    this.#seen += 1;
    if (onProgress !== undefined && this.#seen % PROGRESS_STEPS === 0) this.#tell(onProgress);
    if (this.#seen <= this.#warmupBars) return false;
    const at = this.#feed.now;
    this.#startedAt = Math.min(this.#startedAt, at);
    this.#steps += 1;
    this.#recorder.mark(at);
    this.#context.at = at;
    // By `call`: V8 compiles a plain call for the one function that it has met, and throws that away at the next run's.
    const answered = this.#strategy.call(undefined, this.#context);
    if (!(answered instanceof Promise)) return this.#take(answered);
    answered.then(this.#answered, this.#failed);
    return true;
  }

  /** Takes the strategy's answer; `true` where it takes time to obey, and the run goes on by itself afterwards. */
  #take(answer: Answer): boolean {
    const context = this.#context;
    if (answer !== undefined && answer.length > 0) {
      this.#obey(answer, context.at).then(this.#obeyed, this.#failed);
      return true;
    }
    if (context.lastOrders.length > 0) context.lastOrders = [];
    return false;
  }

  async result(): Promise<BacktestResult> {
    const { accountCurrency, assumptions, title = 'Backtest' } = this.#options;
    const feed = this.#feed;
    const recorder = this.#recorder;
    const [positions, openOrders] = [await this.#broker.getPositions(), await this.#broker.getOpenOrders()];
    return new BacktestResult({
      accountCurrency,
      assumptions,
      title,
      notes: [...(feed.notes ?? []), ...this.#lastWords],
      warmupBars: this.#warmupBars,
      steps: this.#steps,
      startedAt: Math.min(this.#startedAt, feed.now),
      endedAt: feed.now,
      startEquity: this.#startEquity,
      endEquity: recorder.equity(),
      funding: this.#funding,
      instruments: this.#instruments(),
      candles: (instrument) => feed.candles(instrument),
      curve: recorder.curve,
      get fills() {
        return recorder.fills;
      },
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
      if (isSettled(wish)) orders.push(...this.#note(wish, at));
      else if (isDecision(wish)) orders.push(...(await this.#carryOut(wish, at)));
      else orders.push(await this.#broker.placeOrder(wish));
    }
    return orders;
  }

  async #carryOut(wish: Decision, at: number): Promise<readonly Order[]> {
    this.#counts[wish.action] += 1;
    if (wish.action === 'hold' || wish.action === 'no_entry') return [];
    const decisionId = wish.decisionId ?? `d${this.#decisions.length + 1}`;
    const decision: Decision = { ...wish, decisionId };
    const carried = await carryOut(this.#broker, decision, this.#options.defaultLeverage);
    const { orders, reason } = carried;
    const { outcome } = outcomeOf(carried, false);
    this.#decisions.push({ decisionId, at, decision, outcome, orders, reason, findings: [] });
    return orders;
  }

  /** Writes down what the strategy did itself. */
  #note({ settled, outcome, orders, reason, findings }: SettledDecision, at: number): readonly Order[] {
    this.#counts[settled.action] += 1;
    if (settled.action === 'hold' || settled.action === 'no_entry') return orders;
    const decisionId = settled.decisionId ?? `d${this.#decisions.length + 1}`;
    this.#decisions.push({ decisionId, at, decision: settled, outcome, orders, reason, findings });
    return orders;
  }

  /** Those that the feed has data of, then any other that was traded. */
  #instruments(): readonly Instrument[] {
    const known = new Map<InstrumentId, Instrument>();
    for (const one of [...(this.#feed.instruments ?? []), ...this.#recorder.instruments]) known.set(one.id, one);
    return [...known.values()];
  }

  #tell(onProgress: (progress: BacktestProgress) => void): void {
    const feed = this.#feed;
    onProgress({ at: feed.now, startsAt: feed.startsAt, endsAt: feed.endsAt ?? null, steps: this.#steps });
  }
}

function isSettled(wish: Decision | OrderIntent | SettledDecision): wish is SettledDecision {
  return 'settled' in wish;
}

function isDecision(wish: Decision | OrderIntent): wish is Decision {
  return 'action' in wish;
}
