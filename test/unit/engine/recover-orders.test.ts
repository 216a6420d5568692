import { describe, expect, it } from 'vitest';
import { makeOrder } from '../../../src/domain/order.ts';
import type { OrderIntent } from '../../../src/domain/order-intent.ts';
import type { VenueBroker } from '../../../src/engine/venue-broker.ts';
import { orderJournal } from '../../../src/interceptors/order-journal.ts';
import { riskGuard } from '../../../src/interceptors/risk-guard.ts';
import { memoryOrderJournal } from '../../../src/persistence/memory-order-journal.ts';
import { aFill } from '../../../src/testing/builders/a-fill.ts';
import { anIntent } from '../../../src/testing/builders/an-intent.ts';
import { turns } from '../../../src/testing/fake-clock.ts';
import { connected, ScriptedVenue } from './support.ts';

const LIMIT: OrderIntent = anIntent({ clientOrderId: 'limit', pricing: { type: 'limit', price: '49000' } });
const MARKET = anIntent({ clientOrderId: 'market' });
const PROTECTED = anIntent({
  clientOrderId: 'guarded',
  protection: { stopLoss: { trigger: { price: '49000' } } },
  decisionId: 'D7',
});

/** A venue with a journal; each `run` is a process of its own that is never closed, as in a crash. */
function aCrashingHost() {
  const venue = new ScriptedVenue();
  const journal = memoryOrderJournal();
  const run = () => connected({ interceptors: [orderJournal(journal)] }, venue);
  const stateOf = async (broker: VenueBroker, clientOrderId: string) =>
    (await broker.getOrder({ clientOrderId })).state;
  return { venue, journal, run, stateOf };
}

/** What a process does that dies while the venue has the order and has not answered. */
async function dieAfterSending(host: ReturnType<typeof aCrashingHost>, intent: OrderIntent): Promise<void> {
  const { broker } = await host.run();
  const { venue } = host;
  venue.submit = (order) => {
    venue.sent.push(order);
    const { push } = venue;
    // Nobody hears what happens now.
    venue.push = () => {};
    venue.accept(order);
    venue.push = push;
    return new Promise(() => {});
  };
  void broker.placeOrder(intent);
  await turns();
  venue.submit = ScriptedVenue.prototype.submit.bind(venue);
  venue.clock.advance(60_000);
}

/** What a process does that dies before the order has left. */
async function dieBeforeSending(host: ReturnType<typeof aCrashingHost>, intent: OrderIntent): Promise<void> {
  const { broker } = await host.run();
  const { venue } = host;
  venue.submit = () => new Promise(() => {});
  void broker.placeOrder(intent);
  await turns();
  venue.submit = ScriptedVenue.prototype.submit.bind(venue);
  venue.clock.advance(60_000);
}

describe('an order that was sent just before a crash', () => {
  it('is known with its fill when the next run connects', async () => {
    const host = aCrashingHost();
    await dieAfterSending(host, MARKET);
    const { broker } = await host.run();
    const order = await broker.getOrder({ clientOrderId: 'market' });
    expect([order.state, order.filledQuantity.toFixed(), order.averagePrice?.toFixed()]).toEqual([
      'filled',
      '0.01',
      '50000',
    ]);
  });

  it('has its money booked once', async () => {
    const host = aCrashingHost();
    await dieAfterSending(host, MARKET);
    const { broker } = await host.run();
    const [position] = await broker.getPositions();
    expect([position?.quantity.toFixed(), (await broker.getBalance()).equity.toFixed()]).toEqual(['0.01', '9999.75']);
    expect(await broker.reconcile()).toEqual([]);
  });

  it('is not sent again', async () => {
    const host = aCrashingHost();
    await dieAfterSending(host, MARKET);
    const { broker } = await host.run();
    await host.venue.clock.advanceAsync(60_000);
    expect(host.venue.sent.length).toBe(1);
    await expect(broker.placeOrder(MARKET)).rejects.toMatchObject({ code: 'order/duplicate_id' });
  });

  it('has its end in the journal before the broker is connected', async () => {
    const host = aCrashingHost();
    await dieAfterSending(host, MARKET);
    await host.run();
    expect(await host.journal.unfinished()).toEqual([]);
    expect(host.journal.records.at(-1)).toMatchObject({ type: 'event', state: 'filled' });
  });

  it('keeps what only we know of it while it rests', async () => {
    const host = aCrashingHost();
    await dieAfterSending(host, { ...LIMIT, decisionId: 'D7', tag: 'trend' });
    const { broker } = await host.run();
    const order = await broker.getOrder({ clientOrderId: 'limit' });
    expect([order.state, order.decisionId, order.identity.tag]).toEqual(['working', 'D7', 'trend']);
  });

  it('gets the stop that it asked for when the venue has none', async () => {
    const host = aCrashingHost();
    host.venue.attachesStops = false;
    await dieAfterSending(host, PROTECTED);
    const { broker, venue } = await host.run();
    expect((await broker.getPositions())[0]?.protection.status).toBe('pending');
    await venue.clock.advanceAsync(3_000);
    const [position] = await broker.getPositions();
    expect([position?.protection.status, position?.protection.stopPrice?.toFixed()]).toEqual(['verified', '49000']);
  });
});

describe('an order that had not left when the process died', () => {
  it('is not placed once its absence is conclusive, and never sent', async () => {
    const host = aCrashingHost();
    await dieBeforeSending(host, MARKET);
    host.venue.lookupScript.push({ found: 'no', conclusive: true });
    const { broker, venue } = await host.run();
    expect([await host.stateOf(broker, 'market'), venue.sent.length]).toEqual(['not_placed', 0]);
    expect(await host.journal.unfinished()).toEqual([]);
  });

  it('stays unresolved while its absence proves nothing, and is looked up on', async () => {
    const host = aCrashingHost();
    await dieBeforeSending(host, MARKET);
    host.venue.lookupScript.push({ found: 'no', conclusive: false }, { found: 'no', conclusive: true });
    const { broker, venue } = await host.run();
    expect(await host.stateOf(broker, 'market')).toBe('unresolved');
    await venue.clock.advanceAsync(250);
    expect(await host.stateOf(broker, 'market')).toBe('not_placed');
  });

  it('counts as filled for the risk limits until then', async () => {
    const host = aCrashingHost();
    await dieBeforeSending(host, { ...MARKET, quantity: '0.3' });
    const guarded = [orderJournal(host.journal), riskGuard({ mode: 'enforce' })];
    const { broker } = await connected({ interceptors: guarded }, host.venue);
    const order = await broker.placeOrder(anIntent({ quantity: '0.01' }));
    expect(order.denial?.code).toBe('position_margin_limit');
  });

  it('is looked up with the last instant at which it can have been executed', async () => {
    const host = aCrashingHost();
    await dieBeforeSending(host, MARKET);
    const asked: unknown[] = [];
    host.venue.findOrder = async (_ref: unknown, sent?: unknown) => {
      asked.push(sent);
      return { found: 'no', conclusive: true };
    };
    const sentAt = host.venue.clock.now() - 60_000;
    await host.run();
    expect(asked).toEqual([{ at: sentAt, expiresAt: sentAt + 5_000 }]);
  });

  it('is taken to have left at the very end where no sending was written', async () => {
    const venue = new ScriptedVenue();
    const journal = memoryOrderJournal();
    await journal.append({
      type: 'intent',
      clientOrderId: 'silent',
      intent: anIntent(),
      role: 'entry',
      parentClientOrderId: null,
      at: 0,
    });
    const asked: unknown[] = [];
    venue.findOrder = async (_ref: unknown, sent?: unknown) => {
      asked.push(sent);
      return { found: 'no', conclusive: true };
    };
    await connected({ interceptors: [orderJournal(journal)] }, venue);
    expect(asked).toEqual([{ at: 0, expiresAt: venue.clock.now() + 5_000 }]);
  });
});

describe('a journal that cannot be read when the broker connects', () => {
  it('lets the broker connect and close positions, opens nothing, and is asked again', async () => {
    const host = aCrashingHost();
    await dieAfterSending(host, MARKET);
    const { unfinished } = host.journal;
    let isReadable = false;
    host.journal.unfinished = () => (isReadable ? unfinished() : Promise.reject(new Error('down')));
    const { broker, venue } = await host.run();
    const denied = await broker.placeOrder(anIntent());
    isReadable = true;
    await venue.clock.advanceAsync(250);
    const opened = await broker.placeOrder(anIntent());
    const former = await host.stateOf(broker, 'market');
    expect([denied.denial?.code, opened.state, former]).toEqual(['journal_unavailable', 'filled', 'filled']);
    expect((await broker.getPositions())[0]?.quantity.toFixed()).toBe('0.02');
  });

  it('takes no order for one of ours that names an instrument which is gone', async () => {
    const venue = new ScriptedVenue();
    const journal = memoryOrderJournal();
    const intent = anIntent({ instrument: 'LUNA-USDT-SWAP' });
    const record = { clientOrderId: 'gone', intent, role: 'entry', parentClientOrderId: null, at: 0 } as const;
    await journal.append({ type: 'intent', ...record });
    const { broker } = await connected({ interceptors: [orderJournal(journal)] }, venue);
    expect(await broker.getOpenOrders()).toEqual([]);
  });
});

/** What a process does that dies after its entry filled, before the stop was seen: the journal has the entry's end. */
async function dieBeforeTheStop(host: ReturnType<typeof aCrashingHost>, intent: OrderIntent): Promise<void> {
  const { broker } = await host.run();
  host.venue.attachesStops = false;
  await broker.placeOrder(intent);
  await turns();
}

/** Lets the stop of the entry come to life at the venue, unheard. */
function attachUnheard({ venue }: ReturnType<typeof aCrashingHost>, clientOrderId: string): void {
  const entry = venue.orders.get(clientOrderId);
  if (entry !== undefined) venue.orders.set(`${clientOrderId}S`, venue.attachedStop(entry));
}

async function protectionOf(broker: VenueBroker) {
  const protection = (await broker.getPositions())[0]?.protection;
  return [protection?.status, protection?.stopPrice?.toFixed()];
}

describe('an entry that ended in a former run before its stop was seen', () => {
  it('is watched, and gets a stop in place of the one that did not come', async () => {
    const host = aCrashingHost();
    await dieBeforeTheStop(host, PROTECTED);
    const { broker, venue } = await host.run();
    const before = await protectionOf(broker);
    await venue.clock.advanceAsync(3_000);
    expect([before, await protectionOf(broker)]).toEqual([
      ['pending', undefined],
      ['verified', '49000'],
    ]);
  });

  it('is not looked up: its end is known', async () => {
    const host = aCrashingHost();
    await dieBeforeTheStop(host, PROTECTED);
    const { lookups } = host.venue;
    await host.run();
    expect(host.venue.lookups).toBe(lookups);
  });

  it('is done with when the stop is found at the venue', async () => {
    const host = aCrashingHost();
    await dieBeforeTheStop(host, PROTECTED);
    attachUnheard(host, 'guarded');
    const { broker, venue } = await host.run();
    await venue.clock.advanceAsync(10_000);
    expect([await protectionOf(broker), venue.sent.length]).toEqual([['verified', '49000'], 1]);
    expect(await host.journal.unfinished()).toEqual([]);
  });

  it('is done with when the position is gone', async () => {
    const host = aCrashingHost();
    await dieBeforeTheStop(host, PROTECTED);
    host.venue.account.position(host.venue.swap, 'cross').lots = 0;
    host.venue.account.position(host.venue.swap, 'cross').cost = 0;
    await host.run();
    expect(await host.journal.unfinished()).toEqual([]);
  });

  it('stays in the journal until then, however often the process dies', async () => {
    const host = aCrashingHost();
    await dieBeforeTheStop(host, PROTECTED);
    await host.run();
    await host.run();
    expect(await host.journal.unfinished()).toMatchObject([{ clientOrderId: 'guarded', hasEnded: true }]);
  });

  it('is watched too where the journal could not be read at first', async () => {
    const host = aCrashingHost();
    await dieBeforeTheStop(host, PROTECTED);
    const { unfinished } = host.journal;
    let isReadable = false;
    host.journal.unfinished = () => (isReadable ? unfinished() : Promise.reject(new Error('down')));
    const { broker, venue } = await host.run();
    isReadable = true;
    await venue.clock.advanceAsync(250);
    await venue.clock.advanceAsync(3_000);
    expect(await protectionOf(broker)).toEqual(['verified', '49000']);
  });

  it('needs no watching when the stop was seen in the former run', async () => {
    const host = aCrashingHost();
    const { broker } = await host.run();
    await broker.placeOrder(PROTECTED);
    await turns();
    expect(await host.journal.unfinished()).toEqual([]);
    expect(host.journal.records.at(-1)).toMatchObject({ type: 'protected', clientOrderId: 'guarded' });
  });

  it('names an instrument that is gone: it is told, and the others go on', async () => {
    const host = aCrashingHost();
    await dieBeforeTheStop(host, PROTECTED);
    const gone = anIntent({ instrument: 'LUNA-USDT-SWAP', protection: { stopLoss: { trigger: { price: '1' } } } });
    const record = { clientOrderId: 'gone', intent: gone, role: 'entry', parentClientOrderId: null, at: 0 } as const;
    const filled = aFill({ clientOrderId: 'gone' });
    const event = { type: 'order.filled', clientOrderId: 'gone', at: 1, fill: filled } as const;
    await host.journal.append({ type: 'intent', ...record });
    await host.journal.append({ type: 'event', event, state: 'filled' });
    const { broker, venue } = await host.run();
    await venue.clock.advanceAsync(3_000);
    expect(await protectionOf(broker)).toEqual(['verified', '49000']);
  });
});

describe('an order of another instance, while this one stood by with a broker that was connected', () => {
  const READ_AGAIN = { journal: 'read_again' } as const;

  it('is not known by comparing with the venue alone', async () => {
    const host = aCrashingHost();
    const standby = await host.run();
    await dieBeforeSending(host, MARKET);
    await standby.broker.reconcile();
    await expect(standby.broker.getOrder({ clientOrderId: 'market' })).rejects.toMatchObject({
      code: 'order/unknown_order',
    });
  });

  it('is looked up when the journal is read again, and never sent', async () => {
    const host = aCrashingHost();
    const standby = await host.run();
    await dieAfterSending(host, MARKET);
    await standby.broker.reconcile(READ_AGAIN);
    expect(await host.stateOf(standby.broker, 'market')).toBe('filled');
    expect(host.venue.sent).toHaveLength(1);
    const [position] = await standby.broker.getPositions();
    expect(position?.quantity.toFixed()).toBe('0.01');
  });

  it('gets back what only the journal knows of it, though it was met as another hand’s before', async () => {
    const host = aCrashingHost();
    const standby = await host.run();
    const other = await host.run();
    const { identity, progress } = await other.broker.placeOrder({ ...LIMIT, decisionId: 'D7' });
    // A venue knows nothing of decisions.
    host.venue.orders.set('limit', makeOrder({ ...identity, decisionId: null }, progress));
    await standby.broker.reconcile();
    expect(await standby.broker.getOrder({ clientOrderId: 'limit' })).toMatchObject({ decisionId: null });
    await standby.broker.reconcile(READ_AGAIN);
    const order = await standby.broker.getOrder({ clientOrderId: 'limit' });
    expect([order.decisionId, order.state]).toEqual(['D7', 'working']);
  });

  it('gets the stop that it asked for', async () => {
    const host = aCrashingHost();
    const standby = await host.run();
    host.venue.attachesStops = false;
    await dieAfterSending(host, PROTECTED);
    await standby.broker.reconcile();
    await standby.broker.reconcile(READ_AGAIN);
    await host.venue.clock.advanceAsync(60_000);
    expect(host.venue.sent.filter(({ role }) => role === 'stop_loss')).toHaveLength(1);
  });

  it('is watched once where it is this run’s own', async () => {
    const host = aCrashingHost();
    const { broker, events } = await host.run();
    host.venue.attachesStops = false;
    await broker.placeOrder(PROTECTED);
    const told = events.length;
    await broker.reconcile(READ_AGAIN);
    expect(events).toHaveLength(told);
    await host.venue.clock.advanceAsync(60_000);
    expect(host.venue.sent.map(({ role }) => role)).toEqual(['entry', 'stop_loss']);
  });

  it('lets nothing open while the journal cannot be read', async () => {
    const host = aCrashingHost();
    const standby = await host.run();
    const { unfinished } = host.journal;
    host.journal.unfinished = () => Promise.reject(new Error('away'));
    await standby.broker.reconcile(READ_AGAIN);
    expect(await standby.broker.placeOrder(MARKET)).toMatchObject({ denial: { code: 'journal_unavailable' } });
    host.journal.unfinished = unfinished;
    await host.venue.clock.advanceAsync(60_000);
    expect((await standby.broker.placeOrder(anIntent())).state).toBe('filled');
  });
});
