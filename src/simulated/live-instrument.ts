import { Decimal } from '../domain/decimal.ts';
import type { Instrument } from '../domain/instrument.ts';
import { FUNDING_RATE_DECIMALS } from '../domain/money.ts';
import type { BrokerError } from '../errors/index.ts';
import type { Unsubscribe } from '../ports/broker.ts';
import type { CancelTimer, Clock } from '../ports/clock.ts';
import type { LiveBook, LiveFunding, LiveLevels, LiveMarket } from '../ports/live-market.ts';
import type { MarketSink } from '../ports/market-driver.ts';
import type { MarketListener } from '../ports/market-listener.ts';

/** What of a market has to be there before anything of an instrument is traded or read. */
type Part = 'book' | 'trades' | 'mark price' | 'funding';

export interface LiveInstrumentOptions {
  readonly market: LiveMarket;
  readonly instrument: Instrument;
  readonly sink: MarketSink;
  readonly clock: Clock;
  /** Funding after this instant and before now is still to be paid, epoch ms; minus infinity where there was no account. */
  readonly livedUntil: number;
  /** All that is needed is there, or is not any more. */
  readonly onChange: () => void;
  readonly onRefused: (error: BrokerError) => void;
  readonly onTrouble: (what: string, error: unknown) => void;
}

const RATE_SCALE = new Decimal(10).pow(FUNDING_RATE_DECIMALS);
const ASK_AGAIN_MS = 2_000;

/** One instrument of a live market, told to the exchange in its integers as it happens. */
export class LiveInstrument {
  readonly instrument: Instrument;
  /** When anything was heard last, by our clock; 0 before the first word. */
  heardAt = 0;
  readonly #options: LiveInstrumentOptions;
  readonly #missing: Set<Part>;
  readonly #ends: Unsubscribe[] = [];
  /** The next word of the book has to be taken as a whole. */
  #isBookNew = true;
  #funding: LiveFunding | null = null;
  #paidUntil: number;
  /** The settlement of which only the rate of before is known. */
  #unsure: LiveFunding | null = null;
  /** Funding has fallen due whose rate has to be asked for. */
  #isOwed: boolean;
  #isAsking = false;
  #stopBoundary: CancelTimer = () => {};
  #stopAsking: CancelTimer = () => {};
  #hasEnded = false;

  constructor(options: LiveInstrumentOptions) {
    this.#options = options;
    const { instrument, livedUntil, clock } = options;
    this.instrument = instrument;
    const isSwap = instrument.type === 'swap';
    this.#missing = new Set<Part>(isSwap ? ['book', 'trades', 'mark price', 'funding'] : ['book', 'trades']);
    this.#isOwed = isSwap && livedUntil !== Number.NEGATIVE_INFINITY;
    this.#paidUntil = this.#isOwed ? livedUntil : clock.now();
  }

  /** What is not there. */
  get missing(): readonly string[] {
    return this.#isOwed && this.#missing.size === 0 ? ['what was paid as funding'] : [...this.#missing];
  }

  begin(): void {
    const { market, instrument, sink } = this.#options;
    const { streams } = market;
    const { id } = instrument;
    // What an exchange remembers of its book is of another day, and without a book nothing is to be had.
    sink.depthSnapshot(instrument, this.#now(), [], []);
    this.#ends.push(
      streams.watchBook(
        id,
        this.#listener('book', (book) => this.#book(book)),
      ),
      streams.watchTrades(
        id,
        this.#listener('trades', ({ price, quantity, side }) => {
          // What was missed is told before the stream is live: it is no price of now.
          if (!this.#missing.has('trades')) this.#trade(price, quantity, side);
        }),
      ),
    );
    if (instrument.type !== 'swap') return;
    this.#ends.push(
      streams.watchMarkPrice(
        id,
        this.#listener('mark price', ({ mark }) => this.#mark(mark)),
      ),
      streams.watchFunding(
        id,
        this.#listener('funding', (funding) => this.#heardFunding(funding)),
      ),
    );
  }

  end(): void {
    this.#hasEnded = true;
    this.#stopBoundary();
    this.#stopAsking();
    for (const end of this.#ends.splice(0)) end();
  }

  #listener<T>(part: Part, hear: (news: T) => void): MarketListener<T> {
    return {
      onNews: (news) => {
        if (this.#hasEnded) return;
        this.heardAt = this.#now();
        hear(news);
      },
      onLive: () => {
        if (this.#hasEnded || !this.#missing.delete(part)) return;
        if (this.#missing.size > 0) return;
        if (this.#isOwed) this.#payOwed();
        else this.#options.onChange();
      },
      onLost: () => {
        if (this.#hasEnded) return;
        if (part === 'book') this.#forgetBook();
        this.#missing.add(part);
        this.#options.onChange();
      },
      onRefused: (error) => {
        this.#missing.add(part);
        this.#options.onRefused(error);
      },
    };
  }

  #book(book: LiveBook): void {
    const { sink, instrument } = this.#options;
    const changes = this.#isBookNew ? null : book.changes();
    this.#isBookNew = false;
    const at = this.#passTo();
    if (changes === null) sink.depthSnapshot(instrument, at, this.#levels(book.bids()), this.#levels(book.asks()));
    else sink.depthUpdate(instrument, at, this.#levels(changes.bids), this.#levels(changes.asks));
  }

  /** What stood in the book is of the past: nothing more is filled by it. */
  #forgetBook(): void {
    this.#isBookNew = true;
    this.#options.sink.depthSnapshot(this.instrument, this.#passTo(), [], []);
  }

  #trade(price: Decimal, quantity: Decimal, taker: 'buy' | 'sell'): void {
    const { sink, instrument } = this.#options;
    const lots = instrument.lots(quantity, 'down');
    if (lots > 0) sink.trade(instrument, this.#passTo(), instrument.ticks(price, 'down'), lots, taker);
  }

  #mark(mark: Decimal): void {
    const { sink, instrument } = this.#options;
    sink.mark(instrument, this.#passTo(), instrument.marks(mark));
  }

  #heardFunding(funding: LiveFunding): void {
    const { clock } = this.#options;
    const before = this.#funding;
    // The venue is at the next period already: its clock is ahead of ours.
    if (before !== null && before.at < funding.at) this.#fallDue(before);
    this.#funding = funding;
    this.#stopBoundary();
    this.#stopBoundary = clock.schedule(funding.at - this.#now(), () => this.#fallDue(this.#funding ?? funding));
  }

  /** A settlement is due: it is paid at once by the rate that was heard last, or else as soon as the rate can be asked for. */
  #fallDue(funding: LiveFunding): void {
    const { at, rate } = funding;
    if (this.#hasEnded || at <= this.#paidUntil) return;
    if (rate !== null && !this.#isOwed && !this.#missing.has('funding')) {
      this.#pay(at, rate);
      return;
    }
    this.#isOwed = true;
    this.#unsure = funding;
    if (this.#missing.size === 0) this.#payOwed();
  }

  #pay(at: number, rate: Decimal): void {
    this.#paidUntil = at;
    const { sink, instrument } = this.#options;
    sink.settleFunding(instrument, this.#passTo(), BigInt(rate.mul(RATE_SCALE).toFixed(0)), null);
  }

  #payOwed(): void {
    if (this.#isAsking) return;
    this.#isAsking = true;
    this.#options.onChange();
    this.#askForOwed().catch((error: unknown) => {
      this.#isAsking = false;
      if (this.#hasEnded) return;
      this.#options.onTrouble('What was paid as funding cannot be read yet.', error);
      this.#stopAsking = this.#options.clock.schedule(ASK_AGAIN_MS, () => {
        // After another loss it is asked again when everything is back.
        if (this.#missing.size === 0) this.#payOwed();
      });
    });
  }

  /** Nothing is filled meanwhile, so whoever holds the position now has held it then. */
  async #askForOwed(): Promise<void> {
    const { market, instrument } = this.#options;
    const rates = await market.data.getFundingHistory(instrument.id, this.#paidUntil + 1);
    this.#isAsking = false;
    if (this.#hasEnded) return;
    this.#isOwed = false;
    for (const { at, rate } of rates) if (at > this.#paidUntil && at <= this.#now()) this.#pay(at, rate);
    const unsure = this.#unsure;
    this.#unsure = null;
    // Its history may be a little behind.
    if (unsure !== null && unsure.rate !== null && unsure.at > this.#paidUntil) this.#pay(unsure.at, unsure.rate);
    if (this.#missing.size === 0) this.#options.onChange();
  }

  /** Time goes on to now, so that what was under way arrives before what is told next. */
  #passTo(): number {
    const at = this.#now();
    this.#options.sink.advance(at);
    return at;
  }

  #now(): number {
    return this.#options.clock.now();
  }

  #levels(levels: LiveLevels): readonly (readonly [number, number])[] {
    const { instrument } = this.#options;
    return levels.map(({ price, quantity }) => [instrument.ticks(price, 'down'), instrument.lots(quantity, 'down')]);
  }
}
