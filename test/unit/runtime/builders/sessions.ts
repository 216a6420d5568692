import type { RuntimeMode } from '../../../../src/domain/runtime-mode.ts';
import { memoryStores } from '../../../../src/persistence/memory-stores.ts';
import type { BaseBroker } from '../../../../src/ports/broker.ts';
import type { Stores } from '../../../../src/ports/stores.ts';
import type { SchedulerStatus } from '../../../../src/runtime/scheduler.ts';
import type { SessionCycles, TradingSession } from '../../../../src/runtime/trading-session.ts';
import { SimulatedBroker } from '../../../../src/simulated/simulated-broker.ts';
import { ManualMarket } from '../../../../src/testing/manual-market.ts';

export const BTC = 'BTC-USDT-SWAP';

/** What a session was told to do, in order, with its mode before it. */
export type Told = string[];

const STATUS: SchedulerStatus = {
  state: 'running',
  isBusy: false,
  opensBlockedBy: null,
  pausedBecause: null,
  modelFailures: 0,
  cyclesToSkip: 0,
  nextAt: null,
  completed: 0,
  failed: 0,
  skipped: 0,
  overlapped: 0,
};

/** Cycles that only say what they were told. */
export class TestCycles implements SessionCycles {
  isRunning = false;
  pausedBecause: string | null = null;
  /** What the next start and stop do in place of their work. */
  onStart: () => Promise<void> = async () => {};
  onStop: () => Promise<void> = async () => {};
  readonly #told: Told;
  readonly #mode: RuntimeMode;

  constructor(mode: RuntimeMode, told: Told) {
    this.#mode = mode;
    this.#told = told;
  }

  async start(): Promise<void> {
    this.#told.push(`${this.#mode} start`);
    await this.onStart();
    this.isRunning = true;
  }

  async stop(): Promise<void> {
    this.#told.push(`${this.#mode} stop`);
    await this.onStop();
    this.isRunning = false;
  }

  readonly scheduler = {
    status: STATUS,
    pause: (reason: string): void => {
      this.pausedBecause = reason;
    },
    resume: (): void => {
      this.pausedBecause = null;
    },
  };
}

/** A session over a simulated exchange of its own, whatever its mode is. */
export class TestSession implements TradingSession {
  readonly mode: RuntimeMode;
  readonly venue: string;
  readonly market: ManualMarket;
  broker: BaseBroker;
  readonly cycles: TestCycles;
  readonly stores: Stores;
  isClosed = false;
  onClose: () => Promise<void> = async () => {};
  readonly #told: Told;

  constructor(mode: RuntimeMode, told: Told) {
    this.mode = mode;
    this.venue = `the venue of ${mode}`;
    this.market = new ManualMarket({ prices: { [BTC]: '50000', 'ETH-USDT-SWAP': '3000' } });
    this.broker = new SimulatedBroker({ kind: 'simulated', risk: { mode: 'observe' } }, { market: this.market });
    this.cycles = new TestCycles(mode, told);
    this.stores = memoryStores({ portfolioId: mode, runtimeMode: mode });
    this.#told = told;
  }

  async close(): Promise<void> {
    this.#told.push(`${this.mode} close`);
    await this.onClose();
    this.isClosed = true;
    await this.broker.close();
  }

  /** Puts something in the place of one of the broker's methods. */
  spoil(change: Partial<BaseBroker>): void {
    const { broker } = this;
    this.broker = new Proxy(broker, {
      get: (target, key) => {
        const changed = Reflect.get(change, key);
        if (changed !== undefined) return changed;
        const value = Reflect.get(target, key, target);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
  }

  async buy(quantity = '0.01'): Promise<void> {
    await this.broker.placeOrder({ instrument: BTC, side: 'buy', quantity, pricing: { type: 'market' } });
  }
}
