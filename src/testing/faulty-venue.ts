import type { Order } from '../domain/order.ts';
import type { OrderAmendment, OrderRef, PositionKey } from '../domain/order-intent.ts';
import { ConnectivityError } from '../errors/index.ts';
import type { MarketDataSource } from '../ports/market-data.ts';
import type {
  FillQuery,
  LedgerQuery,
  OrderLookup,
  Venue,
  VenueAccount,
  VenueDescription,
  VenueEvent,
  VenueReply,
} from '../ports/venue.ts';
import type { CommandFault, FaultRecord, ReadFault, VenueCommand, VenueRead } from './fault.ts';

interface Planned<F> extends FaultRecord {
  readonly fault: F;
  fired: number;
  left: number;
}

/**
 * A venue that misbehaves where it is told to, around a venue that does not.
 *
 * Each fault happens to the next call of its kind, once unless `times` says otherwise, and records that it did.
 */
export class FaultyVenue implements Venue {
  readonly #inner: Venue;
  readonly #commandFaults = new Map<VenueCommand, Planned<CommandFault>[]>();
  readonly #readFaults = new Map<VenueRead, Planned<ReadFault>[]>();
  readonly #eventFaults: Planned<(event: VenueEvent) => boolean>[] = [];
  readonly #records: FaultRecord[] = [];
  /** Orders of which the stream says nothing, by client order id. */
  readonly #silenced = new Set<string>();
  /** Entries whose protection gets lost, by client order id. */
  readonly #unprotected = new Set<string>();
  readonly #lostProtection: Order[] = [];
  readonly #lastAnswers = new Map<VenueRead, unknown>();
  #onEvent: (event: VenueEvent) => void = () => {};

  constructor(inner: Venue) {
    this.#inner = inner;
  }

  /** Every fault asked for so far, oldest first. */
  get faults(): readonly FaultRecord[] {
    return this.#records;
  }

  get market(): MarketDataSource {
    return this.#inner.market;
  }

  /** Lets the next `times` calls of a command go wrong. */
  failNext(command: VenueCommand, fault: CommandFault, times = 1): FaultRecord {
    return this.#plan(this.#commandFaults, command, fault, times);
  }

  /** Lets the next `times` reads go wrong. */
  failNextRead(read: VenueRead, fault: ReadFault, times = 1): FaultRecord {
    return this.#plan(this.#readFaults, read, fault, times);
  }

  /** Drops the next `times` events of the stream for which `matches` is true; default: any event of an order. */
  dropEvents(times = 1, matches: (event: VenueEvent) => boolean = (event) => event.type === 'order'): FaultRecord {
    const planned = { target: 'events' as const, kind: 'dropped' as const, fault: matches, fired: 0, left: times };
    this.#eventFaults.push(planned);
    this.#records.push(planned);
    return planned;
  }

  /** Tells the engine something that did not come from the venue, as a repeated or invented push would. */
  push(event: VenueEvent): void {
    this.#onEvent(event);
  }

  open(onEvent: (event: VenueEvent) => void): Promise<VenueDescription> {
    this.#onEvent = onEvent;
    return this.#inner.open((event) => this.#hear(event));
  }

  async submit(order: Order, deadline: number): Promise<VenueReply> {
    const fault = this.#take(this.#commandFaults, 'submit');
    if (fault?.kind === 'protection_lost') {
      this.#unprotected.add(order.clientOrderId);
      const reply = await this.#inner.submit(order, deadline);
      await this.#loseProtection();
      return reply;
    }
    return this.#command(fault, order.clientOrderId, async () => this.#inner.submit(order, deadline));
  }

  async cancel(order: Order): Promise<VenueReply> {
    const fault = this.#take(this.#commandFaults, 'cancel');
    return this.#command(fault, order.clientOrderId, () => this.#inner.cancel(order));
  }

  async amend(order: Order, change: OrderAmendment): Promise<VenueReply> {
    const fault = this.#take(this.#commandFaults, 'amend');
    return this.#command(fault, order.clientOrderId, () => this.#inner.amend(order, change));
  }

  async setLeverage(position: PositionKey, leverage: number): Promise<VenueReply> {
    const fault = this.#take(this.#commandFaults, 'setLeverage');
    return this.#command(fault, null, () => this.#inner.setLeverage(position, leverage));
  }

  async findOrder(
    ref: OrderRef,
    sent: { readonly at: number; readonly expiresAt: number | null },
  ): Promise<OrderLookup> {
    const fault = this.#take(this.#readFaults, 'findOrder');
    if (fault?.kind === 'inconclusive') return { found: 'no', conclusive: false };
    if (fault?.kind === 'unavailable') return { found: 'unknown', cause: noAnswer('findOrder') };
    return this.#read('findOrder', fault, () => this.#inner.findOrder(ref, sent));
  }

  async fetchAccount(): Promise<VenueAccount> {
    await this.#loseProtection();
    return this.#read('fetchAccount', this.#take(this.#readFaults, 'fetchAccount'), () => this.#inner.fetchAccount());
  }

  async fetchFills(query: FillQuery) {
    return this.#read('fetchFills', this.#take(this.#readFaults, 'fetchFills'), () => this.#inner.fetchFills(query));
  }

  async fetchLedger(query: LedgerQuery) {
    return this.#read('fetchLedger', this.#take(this.#readFaults, 'fetchLedger'), () => this.#inner.fetchLedger(query));
  }

  close(): Promise<void> {
    return this.#inner.close();
  }

  async #command(fault: CommandFault | null, id: string | null, send: () => Promise<VenueReply>): Promise<VenueReply> {
    switch (fault?.kind) {
      case 'before_execution':
        return { outcome: 'unknown', cause: noAnswer('command') };
      case 'answer_lost': {
        const silent = id !== null && fault.events !== 'kept' && !this.#silenced.has(id);
        if (silent) this.#silenced.add(id);
        await send();
        if (silent) this.#silenced.delete(id);
        return { outcome: 'unknown', cause: noAnswer('command') };
      }
      case 'not_executed':
        return { outcome: 'not_executed', retryAfterMs: fault.retryAfterMs ?? 0 };
      case 'refused': {
        const { reason, venueCode = 'fault' } = fault;
        return { outcome: 'refused', reason, venueCode, venueMessage: 'Refused as the test asked.' };
      }
      default:
        return send();
    }
  }

  async #read<T>(read: VenueRead, fault: ReadFault | null, ask: () => Promise<T>): Promise<T> {
    if (fault?.kind === 'unavailable') throw noAnswer(read);
    const former = this.#lastAnswers.get(read);
    // What was kept under the name of a read is an answer of that read.
    if (fault?.kind === 'stale' && former !== undefined) return former as T;
    const answer = await ask();
    this.#lastAnswers.set(read, answer);
    return answer;
  }

  #hear(event: VenueEvent): void {
    if (event.type === 'appeared' && this.#unprotected.has(event.order.parentClientOrderId ?? '')) {
      this.#silenced.add(event.order.clientOrderId);
      this.#lostProtection.push(event.order);
    }
    const about = event.type === 'appeared' ? event.order : event.type === 'order' ? event.event : null;
    if (about !== null && this.#silenced.has(about.clientOrderId)) return;
    const dropped = this.#eventFaults.find(({ left, fault }) => left > 0 && fault(event));
    if (dropped !== undefined) {
      dropped.left -= 1;
      dropped.fired += 1;
      return;
    }
    this.#onEvent(event);
  }

  /** Takes lost protection away at the venue too, so that the account truly has none. */
  async #loseProtection(): Promise<void> {
    for (const order of this.#lostProtection.splice(0)) await this.#inner.cancel(order);
  }

  #plan<Target extends VenueCommand | VenueRead, F extends CommandFault | ReadFault>(
    plans: Map<Target, Planned<F>[]>,
    target: Target,
    fault: F,
    times: number,
  ): FaultRecord {
    const planned: Planned<F> = { target, kind: fault.kind, fault, fired: 0, left: times };
    plans.set(target, [...(plans.get(target) ?? []), planned]);
    this.#records.push(planned);
    return planned;
  }

  #take<Target, F>(plans: Map<Target, Planned<F>[]>, target: Target): F | null {
    const planned = plans.get(target)?.find(({ left }) => left > 0);
    if (planned === undefined) return null;
    planned.left -= 1;
    planned.fired += 1;
    return planned.fault;
  }
}

function noAnswer(what: string): ConnectivityError {
  return new ConnectivityError(`The answer to the ${what} did not arrive.`, {
    code: 'net/timeout',
    advice: { retry: 'lookup' },
  });
}
