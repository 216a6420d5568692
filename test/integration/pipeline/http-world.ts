import type { DeepSeekOptions } from '../../../src/models/deep-seek.ts';
import { memoryStores } from '../../../src/persistence/memory-stores.ts';
import type { CycleReport } from '../../../src/pipeline/cycle/cycle-report.ts';
import { TradingCycle } from '../../../src/pipeline/cycle/trading-cycle.ts';
import type { TradingCycleOptions } from '../../../src/pipeline/cycle/trading-cycle-options.ts';
import type { BaseBroker } from '../../../src/ports/broker.ts';
import type { Stores } from '../../../src/ports/stores.ts';
import type { MockAnswer } from '../../../src/testing/mock-deepseek/mock-answer.ts';
import type { MockDeepSeek } from '../../../src/testing/mock-deepseek/mock-deepseek.ts';
import { countingUuids } from '../../unit/pipeline/builders/cycles.ts';
import type { IdleClock } from '../okx/idle-clock.ts';
import { AskedModel, loopback, UnderWay, type Wire } from './asked-model.ts';
import { okxSide } from './okx-side.ts';
import { simulatedSide } from './simulated-side.ts';

export const BTC = 'BTC-USDT-SWAP';
export const PRICE = '60000';

/** What the exchange itself has in its books, whatever was said about it. */
export interface VenueTruth {
  /** Base units held, signed. */
  readonly quantity: string;
  /** Triggers of the stops that wait. */
  readonly stops: readonly string[];
  /** Orders that ever came, protection left out. */
  readonly orders: number;
}

/** A broker and the exchange behind it, on a clock that jumps over every wait. */
export interface BrokerSide {
  readonly broker: BaseBroker;
  readonly clock: IdleClock;
  /** The market is at this price now, and has been looked at a moment ago. */
  quote(price: string): void;
  truth(): Promise<VenueTruth>;
  /** The exchange refuses the next order; on OKX the item of the answer says so. */
  refuseNext(): void;
  close(): Promise<void>;
}

export const VENUES = ['simulated', 'okx demo'] as const;
export type VenueName = (typeof VENUES)[number];

export interface WorldOptions {
  readonly venue: VenueName;
  readonly wire?: Wire;
  readonly model?: Partial<DeepSeekOptions>;
  readonly cycle?: Partial<TradingCycleOptions>;
}

/** How long a cycle may take of the clock, ms. */
const LONGEST_MS = 1_200_000;

/** A trading cycle that asks DeepSeek over HTTP and trades at an exchange. */
export class HttpWorld implements AsyncDisposable {
  readonly deepSeek: MockDeepSeek;
  readonly cycle: TradingCycle;
  readonly stores: Stores = memoryStores({ portfolioId: 'simulation', runtimeMode: 'simulator' });
  readonly #side: BrokerSide;
  readonly #asked: AskedModel;
  #price = PRICE;

  private constructor(side: BrokerSide, asked: AskedModel, options: WorldOptions) {
    this.#side = side;
    this.#asked = asked;
    this.deepSeek = asked.mock;
    this.cycle = new TradingCycle({
      broker: side.broker,
      model: asked.model,
      stores: this.stores,
      symbols: [BTC],
      clock: side.clock,
      uuid: countingUuids(),
      frames: [60_000],
      health: { maxBarsLate: 3 },
      ...options.cycle,
    });
  }

  static async open(options: WorldOptions): Promise<HttpWorld> {
    const underWay = new UnderWay();
    const isExpectant = (): boolean => underWay.isAny;
    const side = await (options.venue === 'simulated' ? simulatedSide(isExpectant) : okxSide(isExpectant));
    const asked = await AskedModel.open(side.clock, underWay, options.wire ?? loopback, options.model);
    return new HttpWorld(side, asked, options);
  }

  get broker(): BaseBroker {
    return this.#side.broker;
  }

  get clock(): IdleClock {
    return this.#side.clock;
  }

  /** Scripts what the model answers, and runs a cycle of it. Time passes while anything waits. */
  async answering(...answers: readonly MockAnswer[]): Promise<CycleReport> {
    this.deepSeek.script(...answers);
    return this.during(this.cycleNow());
  }

  /** A cycle on the market of this moment, for a caller that lets time pass itself. */
  cycleNow(trigger = 'manual'): Promise<CycleReport> {
    this.#side.quote(this.#price);
    return this.cycle.run(trigger);
  }

  refuseNext(): void {
    this.#side.refuseNext();
  }

  /** The market goes there, now. */
  setPrice(price: string): void {
    this.#price = price;
    this.#side.quote(price);
  }

  during<T>(work: Promise<T>): Promise<T> {
    return this.clock.during(work, LONGEST_MS);
  }

  /** What the exchange has in its books now. */
  truth(): Promise<VenueTruth> {
    return this.#side.truth();
  }

  /** The same when nothing is on its way any more, and stops without a position are gone. */
  async settledTruth(): Promise<VenueTruth> {
    await this.clock.until(() => false, 5_000);
    return this.truth();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.during(this.cycle.stop());
    await this.#side.close();
    await this.#asked[Symbol.asyncDispose]();
  }
}
