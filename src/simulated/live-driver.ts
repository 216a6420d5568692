import type { Instrument, InstrumentId } from '../domain/instrument.ts';
import type { Candles } from '../domain/market.ts';
import { type BrokerError, ConfigurationError, ConnectivityError, VenueError } from '../errors/index.ts';
import type { CancelTimer, Clock } from '../ports/clock.ts';
import type { LiveMarket } from '../ports/live-market.ts';
import type { Logger } from '../ports/logger.ts';
import type { MarketSink } from '../ports/market-driver.ts';
import { LiveInstrument } from './live-instrument.ts';

export interface LiveDriverOptions {
  readonly market: LiveMarket;
  readonly clock: Clock;
  /** The newest word of an instrument may be so old for an order to be taken and a price to be read, ms. */
  readonly maxAgeMs: number;
  readonly logger: Logger;
}

/** What a driver tells besides prices. */
export interface LiveListener {
  onConnection(state: 'lost' | 'restored', at: number): void;
}

/** Each has a book of some hundred levels and four subscriptions. */
const MOST_INSTRUMENTS = 40;
/** How long everything may take to be there, ms. */
const OPEN_MS = 20_000;

/** Moves a simulated exchange by a market that lives by itself, in real time. */
export class LiveDriver {
  readonly #options: LiveDriverOptions;
  #instruments: readonly LiveInstrument[] = [];
  #opening: { readonly resolve: () => void; readonly reject: (error: BrokerError) => void } | null = null;
  #isLive = false;
  #stopDeadline: CancelTimer = () => {};

  constructor(options: LiveDriverOptions) {
    this.#options = options;
  }

  get clock(): Clock {
    return this.#options.clock;
  }

  /** Connects the market; what can be traded on it. @throws {ConfigurationError} `config/invalid` where that is too much. */
  async open(): Promise<readonly Instrument[]> {
    const { market } = this.#options;
    await market.connect();
    const instruments = market.instruments();
    if (instruments.length > 0 && instruments.length <= MOST_INSTRUMENTS) return instruments;
    throw new ConfigurationError(
      `The market has ${instruments.length} instruments. Name those that are traded, at most ${MOST_INSTRUMENTS}: okxMarket({ instruments: [...] }).`,
      { code: 'config/invalid', details: { path: 'market.instruments', listed: instruments.length } },
    );
  }

  /**
   * Lets the market move the exchange from now on; done when every instrument is live.
   *
   * @throws {ConnectivityError} `net/timeout`. @throws {VenueError} where the market does not give what is needed.
   */
  begin(sink: MarketSink, listener: LiveListener, livedUntil: number): Promise<void> {
    const { market, clock, logger } = this.#options;
    const onChange = (): void => this.#changed(listener);
    return new Promise((resolve, reject) => {
      const settle = (how: () => void): void => {
        this.#opening = null;
        this.#stopDeadline();
        how();
      };
      this.#opening = { resolve: () => settle(resolve), reject: (error) => settle(() => reject(error)) };
      this.#stopDeadline = clock.schedule(OPEN_MS, () => this.#opening?.reject(late(this.#instruments)));
      this.#instruments = sink.instruments.map(
        (instrument) =>
          new LiveInstrument({
            ...{ market, instrument, sink, clock, livedUntil, onChange },
            onRefused: (error) => {
              onChange();
              this.#opening?.reject(error);
            },
            onTrouble: (what, error) => logger.warn(what, { instrument: instrument.id, error: String(error) }),
          }),
      );
      for (const instrument of this.#instruments) instrument.begin();
    });
  }

  /** Why nothing of an instrument can be traded or read now; `null` where it can. */
  trouble(id: InstrumentId): BrokerError | null {
    const { clock, maxAgeMs } = this.#options;
    const found = this.#instruments.find(({ instrument }) => instrument.id === id);
    if (found === undefined) return null;
    const { missing } = found;
    const ageMs = clock.now() - found.heardAt;
    if (missing.length === 0 && ageMs <= maxAgeMs) return null;
    const why = missing.length > 0 ? `its ${missing.join(', ')} cannot be heard` : 'nothing was heard of it since';
    return new VenueError(`The newest price of ${id} is ${Math.round(ageMs / 100) / 10} s old: ${why}.`, {
      code: 'venue/stale',
      advice: { retry: 'after', delayMs: 1_000 },
      details: { instrument: id, ageMs, missing },
    });
  }

  /** When an instrument was heard of last, epoch ms. */
  heardAt(id: InstrumentId): number {
    return this.#instruments.find(({ instrument }) => instrument.id === id)?.heardAt ?? 0;
  }

  /** Closed bars, oldest first. */
  candles(instrument: InstrumentId, options?: { readonly limit?: number }): Promise<Candles> {
    return this.#options.market.data.getCandles(instrument, options);
  }

  /** Ends the listening. The market stays open for others; it can be begun again. */
  end(): void {
    for (const instrument of this.#instruments) instrument.end();
    this.#stopDeadline();
    this.#instruments = [];
    this.#isLive = false;
  }

  #changed(listener: LiveListener): void {
    const isLive = this.#instruments.every(({ missing }) => missing.length === 0);
    if (isLive === this.#isLive) return;
    this.#isLive = isLive;
    if (this.#opening !== null) {
      if (isLive) this.#opening.resolve();
      return;
    }
    listener.onConnection(isLive ? 'restored' : 'lost', this.#options.clock.now());
  }
}

function late(instruments: readonly LiveInstrument[]): ConnectivityError {
  const missing = instruments
    .filter((one) => one.missing.length > 0)
    .map(({ instrument, missing }) => `${instrument.id} (${missing.join(', ')})`);
  return new ConnectivityError(`The market was not ready within ${OPEN_MS} ms: ${missing.join('; ')}.`, {
    code: 'net/timeout',
    advice: { retry: 'after', delayMs: 1_000 },
    details: { missing },
  });
}
