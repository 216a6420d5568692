import { type Instrument, type InstrumentId, toInstrumentId } from '../domain/instrument.ts';
import { VenueError } from '../errors/index.ts';
import type { CancelTimer, Clock } from '../ports/clock.ts';
import { type Logger, silentLogger } from '../ports/logger.ts';
import { type Metrics, noMetrics } from '../ports/metrics.ts';
import type { Capabilities, Venue, VenueDescription } from '../ports/venue.ts';
import type { BrokerEvents } from './events.ts';
import { Ledger } from './ledger.ts';
import { OrderNames } from './order-names.ts';
import { OrderRegistry } from './order-registry.ts';
import { ProtectionRecord } from './protection-record.ts';
import { Resends } from './resends.ts';
import { OrderRing } from './ring.ts';
import { Settlement } from './settlement.ts';
import { SystemClock } from './system-clock.ts';
import { type EngineLimits, engineLimits, type VenueBrokerOptions } from './venue-broker-options.ts';
import { WorkInProgress } from './work-in-progress.ts';

/** What is known and handed in between `connect()` and `close()`: the state that the engine's commands share. */
export class Session {
  readonly venue: Venue;
  readonly description: VenueDescription;
  readonly clock: Clock;
  /** What the venue can carry out. */
  readonly orderTypes: Capabilities['orderTypes'];
  readonly names: OrderNames;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly limits: EngineLimits;
  readonly events: BrokerEvents;
  readonly registry: OrderRegistry;
  readonly ledger: Ledger;
  readonly protection: ProtectionRecord;
  readonly ring: OrderRing;
  readonly settlement = new Settlement();
  readonly work = new WorkInProgress();
  readonly resends = new Resends();
  /** Orders whose sending has not been answered yet, where that takes time. */
  readonly sending = new Set<string>();
  /** The newest wish for the leverage of each position, by its key's text, while it is under way. */
  readonly leverageWishes = new Map<string, symbol>();
  /** Orders that are being canceled because their time is over. */
  readonly expiring = new Set<string>();
  /** The fills before this instant are in the account that was adopted when the broker connected. */
  bookedUntil = Number.NEGATIVE_INFINITY;
  /** Whether every interceptor has started. */
  hasStarted = false;
  /** Whether nothing more can happen at an instant once a command was answered. */
  readonly isInstant: boolean;
  /** `opening`: nobody acts on it yet. `closing`: what is under way may end; nothing new is taken. */
  state: 'opening' | 'open' | 'closing' | 'closed' = 'opening';

  constructor(options: VenueBrokerOptions, events: BrokerEvents, description: VenueDescription) {
    this.venue = options.venue;
    this.description = description;
    this.orderTypes = description.capabilities.orderTypes;
    this.clock = options.clock ?? description.clock ?? new SystemClock();
    this.logger = options.logger ?? silentLogger;
    this.metrics = options.metrics ?? noMetrics;
    this.events = events;
    this.isInstant = description.capabilities.settlement === 'instant';
    this.limits = engineLimits(options, this.isInstant);
    this.registry = new OrderRegistry(this.limits.historyLimit, description.instruments);
    this.names = new OrderNames({
      ids: options.ids,
      isTaken: (id) => this.registry.find(id) !== undefined,
      isReplay: this.isInstant,
    });
    this.protection = new ProtectionRecord({
      registry: this.registry,
      clock: this.clock,
      timeoutMs: this.limits.protectionTimeoutMs,
      onSettled: (entries) => this.protectionSettled(entries),
    });
    this.ledger = new Ledger({
      clock: this.clock,
      venue: description,
      historyLimit: this.limits.historyLimit,
      orders: this.registry,
      entriesSince: (since) => this.venue.fetchLedger({ since }),
      protection: this.protection,
    });
    this.ring = new OrderRing(options.interceptors ?? [], this.logger);
  }

  get now(): number {
    return this.clock.now();
  }

  /** @throws {VenueError} `venue/unknown_instrument`. */
  instrument(id: InstrumentId): Instrument {
    const instrument = this.ledger.instrument(id) ?? this.ledger.instrument(toInstrumentId(id));
    if (instrument !== undefined) return instrument;
    throw new VenueError(`${this.description.name} does not list ${id}.`, {
      code: 'venue/unknown_instrument',
      details: { instrument: id },
    });
  }

  /** Tells the interceptors that the stops of some entries are not waited for any more. */
  protectionSettled(entries: readonly string[]): void {
    for (const interceptor of this.ring.interceptors) {
      try {
        interceptor.protectionSettled?.(entries, this.now);
      } catch (error) {
        this.logger.error(`The interceptor ${interceptor.name} failed in protectionSettled.`, { error: String(error) });
      }
    }
  }

  /** Runs a task later, unless the session has ended by then. What it throws is logged. */
  later(delayMs: number, what: string, task: () => Promise<void>): CancelTimer {
    return this.clock.schedule(delayMs, () => {
      if (this.state !== 'closed') this.detach(what, task);
    });
  }

  /** Runs a task that nobody waits for, except closing. */
  detach(what: string, task: () => Promise<void>): void {
    this.work.during(task).catch((error: unknown) => {
      this.logger.error(`${what} failed.`, { error: String(error) });
      this.metrics.count('engine_failures', { what });
    });
  }
}
