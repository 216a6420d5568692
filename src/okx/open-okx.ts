import type { Instrument } from '../domain/instrument.ts';
import type { MarginTiers } from '../domain/margin.ts';
import { VenueError } from '../errors/index.ts';
import type { CancelTimer } from '../ports/clock.ts';
import type { FeeSchedule, VenueEvent } from '../ports/venue.ts';
import { AccountReads } from './account-reads.ts';
import { AccountWatch } from './account-watch.ts';
import { CatchUp } from './catch-up.ts';
import type { AccountMode } from './codec/account-mode.ts';
import { readLeverage } from './codec/account-reading.ts';
import type { Listing, Listings } from './codec/listing.ts';
import { OrderPushes } from './codec/order-pushes.ts';
import type { Reading } from './codec/reading.ts';
import { Recent } from './codec/recent.ts';
import { FollowUps } from './follow-ups.ts';
import { InstrumentWatch } from './instrument-watch.ts';
import { KnownOrders } from './known-orders.ts';
import type { OkxDesk } from './okx-desk.ts';
import { OkxStreams } from './okx-streams.ts';
import type { OkxVenueSettings } from './okx-venue-options.ts';
import { openAccount, openFees, openInstruments, openTiers } from './opening.ts';
import { OrderCommands } from './order-commands.ts';
import { OrderLookups } from './order-lookups.ts';
import { OrderNews } from './order-news.ts';
import { OrderOrigins } from './order-origins.ts';
import { PriceFeed } from './price-feed.ts';
import type { OkxSession } from './session/okx-session.ts';
import type { Push } from './stream/channel.ts';

/** For each order that is remembered, executions that are remembered against repetition. */
const FILLS_OF_ORDER = 2.5;
const INSTRUMENTS_IN_REQUEST = 20;
const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 10_000;

/** OKX, opened: streams, and the desks that share what is known. */
export class OpenOkx {
  readonly desk: OkxDesk;
  readonly commands: OrderCommands;
  readonly lookups: OrderLookups;
  readonly reads: AccountReads;
  fees: (instrument: Instrument) => FeeSchedule = unread;
  tiers: (instrument: Instrument) => MarginTiers = unread;
  readonly #settings: OkxVenueSettings;
  readonly #onEvent: (event: VenueEvent) => void;
  readonly #fills: Recent<true>;
  readonly #timers = new Set<CancelTimer>();
  readonly #news: OrderNews;
  readonly #watch: AccountWatch;
  readonly #prices: PriceFeed;
  readonly #catchUp: CatchUp;
  readonly #instruments: InstrumentWatch;
  readonly #streams: OkxStreams;
  #isClosed = false;
  /** When the streams were lost, in OKX's time, as long as what happened since was not read. */
  #lostAt: number | null = null;
  #heardAt: number;
  #isToldLost = false;
  /** Counts what calls for reading everything again; an older reading gives way to a newer one. */
  #round = 0;

  private constructor(
    settings: OkxVenueSettings,
    parts: { readonly mode: AccountMode; readonly listings: Listings; readonly session: OkxSession },
    onEvent: (event: VenueEvent) => void,
  ) {
    this.#settings = settings;
    this.#onEvent = onEvent;
    const { line, logger, metrics, accountCurrency, lookupMargins } = settings;
    const { mode, listings, session } = parts;
    const remembered = 2 * settings.historyLimit;
    this.#fills = new Recent<true>(FILLS_OF_ORDER * remembered);
    const orders = new KnownOrders(remembered);
    const reading: Reading = {
      listings,
      mode,
      known: (id) => orders.get(id),
      clientIdOf: (ordId) => pushes.clientIdOf(ordId) ?? origins.clientIdOf(ordId),
      positionLots: (instrument, marginMode) => this.#watch.lots(instrument, marginMode),
      cancelRequested: (id) => orders.isCancelAsked(id),
    };
    const pushes: OrderPushes = new OrderPushes(reading, remembered);
    this.desk = {
      line,
      mode,
      listings,
      orders,
      reading,
      pushes,
      accountCurrency,
      logger,
      metrics,
      tell: (event) => this.#tell(event),
      refused: (venueCode) => this.#instruments.heard(venueCode),
      later: (delayMs, what, task) => this.#later(delayMs, what, task),
      listing: (instrument) => listingOf(listings, instrument),
    };
    this.#instruments = new InstrumentWatch(this.desk, settings.instrumentsEveryMs);
    const origins: OrderOrigins = new OrderOrigins(this.desk, remembered);
    this.#news = new OrderNews(this.desk, origins);
    this.#watch = new AccountWatch(this.desk, (order) => this.lookups.refresh(order));
    this.#prices = new PriceFeed(listings, (event) => this.#onEvent(event), settings.market);
    this.reads = new AccountReads(this.desk, this.#watch, this.#news, origins);
    this.lookups = new OrderLookups(this.desk, this.#news, origins, lookupMargins);
    this.commands = new OrderCommands(this.desk, this.lookups, new FollowUps(this.desk, this.lookups));
    const [lookups, reads, news, watch] = [this.lookups, this.reads, this.#news, this.#watch];
    this.#catchUp = new CatchUp(this.desk, { lookups, reads, news, watch });
    this.#heardAt = line.time.now();
    const { dial, dialGate, clock, fraction, silenceMs, answerMs, openMs } = settings;
    this.#streams = new OkxStreams(
      {
        ws: session.hosts.ws,
        login: () => session.login(),
        ...{ dial, dialGate, clock, fraction, silenceMs, answerMs, openMs, logger, metrics },
      },
      {
        onPush: (push) => this.#heard(push),
        onLive: () => this.#live(),
        onLost: () => this.#lost(),
      },
    );
    for (const { instrument, instType } of listings.values()) this.#streams.watch(instrument.id, instType);
  }

  /** Reads what holds for the account, goes live, and tells prices and leverage as they stand. */
  static async open(settings: OkxVenueSettings, onEvent: (event: VenueEvent) => void): Promise<OpenOkx> {
    const { line } = settings;
    const session = await line.session();
    await line.compareClocks();
    const mode = await openAccount(line, settings.positionMode);
    const listings = await openInstruments(line, mode, settings.instruments);
    const open = new OpenOkx(settings, { mode, listings, session }, onEvent);
    try {
      const [fees, tiers] = await Promise.all([
        openFees(line, listings),
        openTiers(line, listings),
        open.#streams.open(),
        open.#readPrices(),
      ]);
      settings.market.streams?.(true);
      open.fees = fees;
      open.tiers = tiers;
      await open.#readLeverage();
      open.#compareClocksLater();
      open.#instruments.begin();
      return open;
    } catch (error) {
      open.close();
      throw error;
    }
  }

  close(): void {
    this.#isClosed = true;
    this.#streams.close();
    for (const cancel of this.#timers) cancel();
    this.#timers.clear();
  }

  async #readPrices(): Promise<void> {
    const { line, listings } = this.desk;
    const types = [...new Set([...listings.values()].map(({ instType }) => instType))];
    await Promise.all(
      types.map(async (type) => {
        const [tickers, marks] = await Promise.all([
          line.reads.public.tickers(type),
          type === 'SWAP' ? line.reads.public.markPrices() : [],
        ]);
        this.#prices.tickers(tickers);
        this.#prices.marks(marks);
      }),
    );
  }

  async #readLeverage(): Promise<void> {
    const { line, listings } = this.desk;
    const swaps = [...listings.values()]
      .filter(({ instType }) => instType === 'SWAP')
      .map(({ instrument }) => instrument.id);
    const groups: string[][] = [];
    for (let at = 0; at < swaps.length; at += INSTRUMENTS_IN_REQUEST) {
      groups.push(swaps.slice(at, at + INSTRUMENTS_IN_REQUEST));
    }
    const modes = ['cross', 'isolated'] as const;
    const reads = groups.flatMap((group) => modes.map((mode) => line.reads.account.leverage(group, mode)));
    for (const row of (await Promise.all(reads)).flat()) {
      const { position, leverage } = readLeverage(row);
      if (listings.has(row.instId)) this.#watch.setLeverage(position.instrument, position.marginMode, leverage);
    }
  }

  #heard({ arg, data }: Push): void {
    this.#heardAt = this.desk.line.time.now();
    try {
      switch (arg.channel) {
        case 'tickers':
          this.#prices.tickers(data);
          return;
        case 'mark-price':
          this.#prices.marks(data);
          return;
        case 'orders':
          this.#news.orders(data);
          return;
        case 'orders-algo':
        case 'algo-advance':
          this.#news.algos(data);
          return;
        case 'positions':
          this.#watch.pushed(data);
          return;
        case 'balance_and_position':
          this.#watch.announced(data);
          return;
        default:
      }
    } catch (error) {
      this.desk.logger.error('A push of OKX cannot be used; everything is read again.', {
        channel: arg.channel,
        error: String(error),
      });
      this.desk.metrics.count('okx_unusable_pushes', { channel: arg.channel });
      this.#lostAt ??= this.#heardAt;
      this.#readAgain();
    }
  }

  #tell(event: VenueEvent): void {
    const { orders, logger } = this.desk;
    if (this.#isClosed) return;
    if (event.type === 'order') {
      if (event.event.type === 'order.filled') {
        const { instrument, fillId } = event.event.fill;
        const key = `${instrument}|${fillId}`;
        if (this.#fills.has(key)) return;
        this.#fills.set(key, true);
      }
      try {
        orders.apply(event.event);
      } catch (error) {
        // The engine judges for itself; here the order only serves to read rows against.
        logger.warn('An event does not fit what is known of its order.', {
          order: event.event.clientOrderId,
          event: event.event.type,
          error: String(error),
        });
      }
    } else if (event.type === 'appeared' && orders.get(event.order.clientOrderId) === undefined) {
      orders.put(event.order);
    }
    this.#onEvent(event);
  }

  #lost(): void {
    this.#lostAt ??= this.#heardAt;
    this.#round += 1;
    this.#settings.market.streams?.(false);
    if (this.#isToldLost) return;
    this.#isToldLost = true;
    this.#tell({ type: 'connection', state: 'lost', at: this.desk.line.time.now() });
  }

  #live(): void {
    this.#lostAt ??= this.#heardAt;
    this.#readAgain();
  }

  /** Reads what was missed, and says that the connection is back only when that is told. */
  #readAgain(): void {
    this.#round += 1;
    const round = this.#round;
    const attempt = async (count: number): Promise<void> => {
      const since = this.#lostAt;
      if (this.#isClosed || round !== this.#round || since === null) return;
      try {
        await Promise.all([this.#catchUp.since(since), this.#readPrices()]);
      } catch (error) {
        this.desk.logger.warn('What was missed cannot be read yet.', { error: String(error) });
        this.#later(Math.min(FIRST_WAIT_MS * 2 ** count, LONGEST_WAIT_MS), 'Reading what was missed', () =>
          attempt(count + 1),
        );
        return;
      }
      if (this.#isClosed || round !== this.#round || !this.#streams.live) return;
      this.#lostAt = null;
      this.#settings.market.streams?.(true);
      if (!this.#isToldLost) return;
      this.#isToldLost = false;
      this.#tell({ type: 'connection', state: 'restored', at: this.desk.line.time.now() });
    };
    this.#later(0, 'Reading what was missed', () => attempt(0));
  }

  #compareClocksLater(): void {
    this.#later(this.#settings.compareClocksEveryMs, 'Comparing clocks', async () => {
      try {
        await this.desk.line.compareClocks();
      } finally {
        this.#compareClocksLater();
      }
    });
  }

  #later(delayMs: number, what: string, task: () => Promise<void>): CancelTimer {
    if (this.#isClosed) return () => {};
    const cancel = this.#settings.clock.schedule(delayMs, () => {
      this.#timers.delete(cancel);
      task().catch((error: unknown) => {
        if (this.#isClosed) return;
        this.desk.logger.warn(`${what} failed.`, { error: String(error) });
        this.desk.metrics.count('okx_background_failures', { what });
      });
    });
    this.#timers.add(cancel);
    return () => {
      this.#timers.delete(cancel);
      cancel();
    };
  }
}

function listingOf(listings: Listings, instrument: string): Listing {
  const found = listings.get(instrument);
  if (found !== undefined) return found;
  throw new VenueError(`OKX does not list ${instrument}, or it is not configured.`, {
    code: 'venue/unknown_instrument',
    details: { instrument },
  });
}

function unread(): never {
  throw new VenueError('OKX has not been read yet.', { code: 'venue/unavailable' });
}
