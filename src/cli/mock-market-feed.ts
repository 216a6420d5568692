import type { RunFeed } from '../backtest/run.ts';
import type { Instrument, InstrumentId } from '../domain/instrument.ts';
import type { Candles } from '../domain/market.ts';
import { VenueError } from '../errors/index.ts';
import type { ReplayFeed } from '../market/replay-feed.ts';
import type { LedgerView, OrderInterceptor } from '../ports/interceptor.ts';
import type { MarketSink } from '../ports/market-driver.ts';
import type { MockOkx } from '../testing/mock-okx/mock-okx.ts';
import { partsOf } from '../testing/mock-okx/mock-parts.ts';
import type { MarketClock } from './market-clock.ts';

/** How long news may take from the mock to the broker, ms, before the run is given up. */
const HEARD_WITHIN_MS = 20_000;

/**
 * Plays candles on a mock of OKX, and waits after each instant until the broker has heard of it over its streams.
 *
 * It also stands in the broker's order ring, only to see what the broker knows.
 */
export class MockMarketFeed implements RunFeed {
  readonly instruments: readonly Instrument[];
  readonly startsAt: number;
  readonly endsAt: number;
  readonly notes: readonly string[];
  /** For the broker's `interceptors`. */
  readonly ear: OrderInterceptor;
  readonly #replay: ReplayFeed;
  readonly #mock: MockOkx;
  readonly #clock: MarketClock;
  #ledger: LedgerView | null = null;

  constructor(replay: ReplayFeed, mock: MockOkx, clock: MarketClock) {
    this.instruments = replay.instruments;
    this.startsAt = replay.startsAt;
    this.endsAt = replay.endsAt;
    this.notes = replay.notes;
    this.#replay = replay;
    this.#mock = mock;
    this.#clock = clock;
    this.ear = {
      name: 'mock-market',
      start: async (ledger) => {
        this.#ledger = ledger;
      },
    };
    replay.attach(sinkOf(mock, clock, replay.instruments));
  }

  get now(): number {
    return this.#replay.now;
  }

  candles(instrument: InstrumentId): Candles | null {
    return this.#replay.candles(instrument);
  }

  async next(): Promise<boolean> {
    const goesOn = this.#replay.next();
    await this.#heard();
    return goesOn;
  }

  async #heard(): Promise<void> {
    let isOver = false;
    const cancel = this.#clock.schedule(HEARD_WITHIN_MS, () => {
      isOver = true;
    });
    try {
      while (!this.#knowsAll()) {
        if (isOver) {
          throw new VenueError(`The broker has not heard of its market within ${HEARD_WITHIN_MS} ms.`, {
            code: 'venue/stale',
          });
        }
        await new Promise<void>((resolve) => void this.#clock.schedule(0, resolve));
      }
    } finally {
      cancel();
    }
  }

  /** Whether prices and positions are to the broker what they are at the exchange. */
  #knowsAll(): boolean {
    const ledger = this.#ledger;
    if (ledger === null) return true;
    const { exchange, accountId } = partsOf(this.#mock).core;
    const truth = exchange.account(accountId);
    return this.instruments.every(({ id }) => {
      const ours = ledger.instrument(id);
      const theirs = partsOf(this.#mock).core.board.get(id)?.instrument;
      if (ours === undefined || theirs === undefined) return true;
      if (ledger.marks(ours) !== exchange.marks(theirs)) return false;
      return ledger.account.position(ours, 'cross').lots === truth.position(theirs, 'cross').lots;
    });
  }
}

/** Moves a mock's prices along each bar: open, the nearer extreme, the other one, close. */
function sinkOf(mock: MockOkx, clock: MarketClock, instruments: readonly Instrument[]): MarketSink {
  const bars = new Map<InstrumentId, { readonly openTicks: number; readonly endsAt: number }>();
  const go = (instrument: Instrument, ticks: number): void => {
    mock.market.setPrice(instrument.id, instrument.priceOf(ticks));
  };
  return {
    ...NOT_PLAYED,
    instruments,
    advance: (at) => clock.reach(at),
    openBar: (instrument, at, intervalMs, openTicks) => {
      clock.reach(at);
      bars.set(instrument.id, { openTicks, endsAt: at + intervalMs });
      go(instrument, openTicks);
    },
    closeBar: (instrument, highTicks, lowTicks, closeTicks) => {
      const bar = bars.get(instrument.id);
      if (bar === undefined) return;
      clock.reach(bar.endsAt - 1);
      const isLowFirst = bar.openTicks - lowTicks < highTicks - bar.openTicks;
      const path = isLowFirst ? [lowTicks, highTicks, closeTicks] : [highTicks, lowTicks, closeTicks];
      let at = bar.openTicks;
      for (const ticks of path) {
        if (ticks !== at) go(instrument, ticks);
        at = ticks;
      }
    },
  };
}

function nothing(): void {}

/** Candles alone are played: a mock has marks and funding of its own. */
const NOT_PLAYED = {
  trade: nothing,
  depthSnapshot: nothing,
  depthUpdate: nothing,
  mark: nothing,
  markBasis: nothing,
  settleFunding: nothing,
} satisfies Partial<MarketSink>;
