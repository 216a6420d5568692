import { describe, expect, it } from 'vitest';
import { MONEY_ONE } from '../../../src/domain/money.ts';
import { VenueBroker } from '../../../src/engine/venue-broker.ts';
import type { OrderInterceptor } from '../../../src/ports/interceptor.ts';
import { anIntent } from '../../../src/testing/builders/an-intent.ts';
import { countingIds } from '../../../src/testing/counting-ids.ts';
import { turns } from '../../../src/testing/fake-clock.ts';
import { connected, ScriptedVenue } from './support.ts';

const KEY = { instrument: 'BTC-USDT-SWAP', marginMode: 'cross' } as const;

describe('a broker', () => {
  it('is not connected before connect', async () => {
    const broker = new VenueBroker({ kind: 'simulated', venue: new ScriptedVenue(), ids: countingIds() });
    await expect(broker.getPositions()).rejects.toMatchObject({ code: 'net/not_connected' });
    expect(() => broker.capabilities).toThrow(expect.objectContaining({ code: 'net/not_connected' }));
  });

  it('connects once, however often it is told to', async () => {
    const { broker, venue } = await connected();
    const reads = venue.accountReads;
    await Promise.all([broker.connect(), broker.connect()]);
    expect(venue.accountReads).toBe(reads);
  });

  it('can try again after a connection that failed', async () => {
    const venue = new ScriptedVenue();
    const read = venue.fetchAccount.bind(venue);
    venue.fetchAccount = () => Promise.reject(new Error('down'));
    const broker = new VenueBroker({ kind: 'simulated', venue, ids: countingIds() });
    await expect(broker.connect()).rejects.toThrow('down');
    venue.fetchAccount = read;
    await broker.connect();
    expect(await broker.getPositions()).toEqual([]);
  });

  it('lets go of a venue that did not open, and tells why it did not', async () => {
    const venue = new ScriptedVenue();
    venue.open = () => Promise.reject(new Error('no door'));
    const close = venue.close.bind(venue);
    venue.close = () => close().then(() => Promise.reject(new Error('no handle')));
    const broker = new VenueBroker({ kind: 'simulated', venue, ids: countingIds() });
    await expect(broker.connect()).rejects.toThrow('no door');
    expect(venue.isClosed).toBe(true);
  });

  it('is closed after close, for good', async () => {
    const { broker, venue } = await connected();
    await broker.close();
    await broker.close();
    expect(venue.isClosed).toBe(true);
    await expect(broker.placeOrder(anIntent())).rejects.toMatchObject({ code: 'net/closed' });
    await expect(broker.connect()).rejects.toMatchObject({ code: 'net/closed' });
  });

  it('lets orders under way end before it closes the venue', async () => {
    const { broker, venue } = await connected();
    venue.fillsMarkets = false;
    const placing = broker.placeOrder(anIntent({ clientOrderId: 'a' }));
    await turns();
    const closing = broker.close();
    await turns();
    expect(venue.isClosed).toBe(false);
    venue.tell(venue.fill('a'));
    expect((await placing).state).toBe('filled');
    await closing;
    expect(venue.isClosed).toBe(true);
  });

  it('stops its interceptors before it closes the venue, innermost first', async () => {
    const stopped: string[] = [];
    const step = (name: string): OrderInterceptor => ({
      name,
      stop: async () => {
        stopped.push(name);
      },
    });
    const { broker } = await connected({ interceptors: [step('outer'), step('inner')] });
    await broker.close();
    expect(stopped).toEqual(['inner', 'outer']);
  });

  it('is disposed of by await using', async () => {
    const { broker, venue } = await connected();
    await broker[Symbol.asyncDispose]();
    expect(venue.isClosed).toBe(true);
  });

  it('answers with the mid price', async () => {
    const { broker } = await connected();
    expect((await broker.getMarketPrice('BTC/USDT:USDT')).toFixed()).toBe('50000');
  });
});

describe('events', () => {
  it('are numbered without gaps for someone who hears all', async () => {
    const { broker, venue, events } = await connected();
    await broker.placeOrder(anIntent({ protection: { stopLoss: { trigger: { price: '49000' } } } }));
    await broker.closePosition(KEY);
    await venue.clock.advanceAsync(5_000);
    const first = events[0]?.sequence ?? 0;
    expect(events.map(({ sequence }) => sequence - first)).toEqual(events.map((_, index) => index));
  });

  it('tell of a market order in the order in which things happened', async () => {
    const { broker, events } = await connected();
    const before = events.length;
    await broker.placeOrder(anIntent());
    const told = events.slice(before).map((event) => (event.type === 'order.updated' ? event.cause.type : event.type));
    expect(told).toEqual(['order.submitted', 'order.acknowledged', 'order.filled', 'order.filled', 'position.opened']);
  });

  it('reach other listeners when one throws, and the failure is told', async () => {
    const { broker, events } = await connected();
    const heard: string[] = [];
    broker.on('position.opened', () => {
      throw new Error('boom');
    });
    broker.on('position.opened', ({ position }) => heard.push(position.side));
    await broker.placeOrder(anIntent());
    expect(heard).toEqual(['long']);
    expect(events.at(-1)).toMatchObject({ type: 'listener.failed', eventType: 'position.opened' });
  });

  it('tell of a listener that rejects', async () => {
    const { broker, events } = await connected();
    broker.on('position.opened', async () => {
      throw new Error('boom');
    });
    await broker.placeOrder(anIntent());
    await turns();
    expect(events.at(-1)).toMatchObject({ type: 'listener.failed' });
  });

  it('are not heard after unsubscribing', async () => {
    const { broker } = await connected();
    const heard: string[] = [];
    const unsubscribe = broker.on('position.opened', ({ type }) => heard.push(type));
    unsubscribe();
    await broker.placeOrder(anIntent());
    expect(heard).toEqual([]);
  });
});

describe('the ring', () => {
  const failing: OrderInterceptor = { name: 'failing', place: () => Promise.reject(new Error('boom')) };

  it('is passed from the outside in', async () => {
    const passed: string[] = [];
    const step = (name: string): OrderInterceptor => ({
      name,
      place: (_order, next) => {
        passed.push(name);
        return next();
      },
    });
    const { broker } = await connected({ interceptors: [step('outer'), step('inner')] });
    await broker.placeOrder(anIntent());
    expect(passed).toEqual(['outer', 'inner']);
  });

  it('stops an opening order when a step throws', async () => {
    const { broker, venue } = await connected({ interceptors: [failing] });
    const order = await broker.placeOrder(anIntent());
    expect([order.denial?.code, venue.sent.length]).toEqual(['stopped_by_interceptor', 0]);
  });

  it('lets a reducing order pass a step that throws', async () => {
    const venue = new ScriptedVenue();
    venue.account.position(venue.swap, 'cross').fill(100, 500_000);
    const { broker } = await connected({ interceptors: [failing] }, venue);
    await broker.closePosition(KEY);
    expect(await broker.getPositions()).toEqual([]);
  });

  it('keeps what was sent when a step throws afterwards', async () => {
    const late: OrderInterceptor = {
      name: 'late',
      place: async (_order, next) => {
        await next();
        throw new Error('boom');
      },
    };
    const { broker } = await connected({ interceptors: [late] });
    expect((await broker.placeOrder(anIntent())).state).toBe('filled');
  });

  it('sends once when a step calls on twice', async () => {
    const twice: OrderInterceptor = {
      name: 'twice',
      place: async (_order, next) => {
        await next();
        return next();
      },
    };
    const { broker, venue } = await connected({ interceptors: [twice] });
    await broker.placeOrder(anIntent());
    expect(venue.sent.length).toBe(1);
  });

  const directions = [
    ['a first order', [], 'buy', '0.01', 'opens'],
    ['a smaller order against the position', ['buy'], 'sell', '0.01', 'reduces'],
    ['a larger order against the position', ['buy'], 'sell', '0.02', 'opens'],
    ['an order with the position', ['buy'], 'buy', '0.01', 'opens'],
  ] as const;
  it.each(directions)('knows the direction of %s', async (_name, before, side, quantity, direction) => {
    const seen: string[] = [];
    const watch: OrderInterceptor = {
      name: 'watch',
      place: (_order, next, context) => {
        seen.push(context.direction);
        return next();
      },
    };
    const { broker } = await connected({ interceptors: [watch] });
    for (const first of before) await broker.placeOrder(anIntent({ side: first }));
    await broker.placeOrder(anIntent({ side, quantity }));
    expect(seen.at(-1)).toBe(direction);
  });

  it('counts reductions on their way: the second sale of the same position opens', async () => {
    const seen: string[] = [];
    const watch: OrderInterceptor = {
      name: 'watch',
      place: (_order, next, context) => {
        seen.push(context.direction);
        return next();
      },
    };
    const { broker } = await connected({ interceptors: [watch] });
    await broker.placeOrder(anIntent());
    const sale = anIntent({ side: 'sell', pricing: { type: 'limit', price: '51000' } });
    await Promise.all([broker.placeOrder(sale), broker.placeOrder(sale)]);
    expect(seen).toEqual(['opens', 'reduces', 'opens']);
  });

  it('ticks once an instant, however many prices move', async () => {
    let ticks = 0;
    const { venue } = await connected({ interceptors: [{ name: 'ticking', tick: () => void ticks++ }] });
    const before = ticks;
    venue.clock.advance(1_000);
    venue.setPrice('50100');
    expect(ticks - before).toBe(1);
  });

  it('turns what a step announces into an event', async () => {
    const announcing: OrderInterceptor = {
      name: 'announcing',
      start: async (_ledger, announce) => announce({ type: 'trading.paused', reason: 'lunch' }),
    };
    const { events } = await connected({ interceptors: [announcing] });
    expect(events[0]).toMatchObject({ type: 'trading.paused', reason: 'lunch' });
  });
});

describe('the snapshot', () => {
  it('values positions at the mark price', async () => {
    const { broker, venue } = await connected();
    await broker.placeOrder(anIntent());
    venue.setPrice('51000');
    const snapshot = await broker.getSnapshot();
    expect(snapshot.unrealizedPnl.toFixed()).toBe('10');
    expect(snapshot.equity.toFixed()).toBe('10009.75');
  });

  it('adds up: cash deposited, realized and unrealized are the equity', async () => {
    const { broker, venue } = await connected();
    await broker.placeOrder(anIntent({ quantity: '0.03' }));
    venue.setPrice('51234.5');
    await broker.placeOrder(anIntent({ side: 'sell' }));
    const { equity, realizedPnl, unrealizedPnl } = await broker.getSnapshot();
    expect(equity.toFixed()).toBe(realizedPnl.add(unrealizedPnl).add('10000').toFixed());
  });

  it('measures the drawdown from the highest equity', async () => {
    const { broker, venue } = await connected();
    await broker.placeOrder(anIntent({ quantity: '0.1' }));
    for (const price of ['60000', '55000']) {
      venue.clock.advance(1_000);
      venue.setPrice(price);
    }
    const { drawdownFraction } = await broker.getSnapshot();
    expect(drawdownFraction.toFixed(6)).toBe((500 / 10_997.5).toFixed(6));
  });

  it('counts closed positions that won', async () => {
    const { broker, venue } = await connected();
    for (const price of ['51000', '49000']) {
      venue.setPrice('50000');
      await broker.placeOrder(anIntent());
      venue.setPrice(price);
      await broker.closePosition(KEY);
    }
    const { winRate, closedPositions } = await broker.getSnapshot();
    expect([winRate, closedPositions.length]).toEqual([0.5, 2]);
  });

  it('ends the long and begins a short when an order turns the position, and splits the fee', async () => {
    const { broker, venue } = await connected();
    await broker.placeOrder(anIntent());
    venue.setPrice('60000');
    await broker.placeOrder(anIntent({ side: 'sell', quantity: '0.03' }));
    const [closed] = await broker.getClosedPositions();
    const [position] = await broker.getPositions();
    expect([closed?.realizedPnl.toFixed(), closed?.fees.toFixed()]).toEqual(['100', '0.55']);
    expect([position?.side, position?.quantity.toFixed(), position?.fees.toFixed()]).toEqual(['short', '0.02', '0.6']);
  });

  it('does not take a deposit for profit', async () => {
    const { broker, venue } = await connected();
    const amount = 5_000n * MONEY_ONE;
    const entry = {
      entryId: 't1',
      type: 'transfer',
      currency: 'USDT',
      amount,
      instrument: null,
      marginMode: null,
    } as const;
    venue.push({ type: 'ledger', entry: { ...entry, at: venue.clock.now() } });
    const { equity, realizedPnl, drawdownFraction } = await broker.getSnapshot();
    expect([equity.toFixed(), realizedPnl.toFixed(), drawdownFraction.toFixed()]).toEqual(['15000', '0', '0']);
  });

  it('shows bought coins as a position in margin mode cash', async () => {
    const { broker } = await connected();
    await broker.placeOrder(anIntent({ instrument: 'BTC-USDT', quantity: '0.1' }));
    const [position] = await broker.getPositions();
    expect([position?.marginMode, position?.instrument]).toEqual(['cash', 'BTC-USDT']);
  });
});

describe('a preview', () => {
  it('says price, fee and margin, and sends nothing', async () => {
    const { broker, venue } = await connected();
    const preview = await broker.preview(anIntent({ quantity: '0.1' }));
    expect(preview.expectedPrice?.toFixed()).toBe('50000.5');
    expect(preview.fee.toFixed()).toBe('2.500025');
    expect(preview.requiredMargin.toFixed(2)).toBe('1669.18');
    expect(venue.sent).toEqual([]);
    expect(await broker.getOpenOrders()).toEqual([]);
  });

  it('says what would refuse the order', async () => {
    const { broker } = await connected();
    const preview = await broker.preview(anIntent({ quantity: '0.00001' }));
    expect(preview.denial?.code).toBe('below_min_quantity');
  });

  // 10,000 USDT, leverage 3, maintenance 0.4 % and taker fee 0.05 %; half a coin at 50,000.5 or 49,999.5 costs 12.5 of fee.
  it.each([
    // (50,000.5 − 9,987.5 ÷ 0.5) ÷ (1 − 0.0045)
    { name: 'a cross long', intent: {}, price: '30161' },
    // (49,999.5 + 9,987.5 ÷ 0.5) ÷ (1 + 0.0045)
    { name: 'a cross short', intent: { side: 'sell' }, price: '69661' },
    // (50,000.5 − 50,000.5 ÷ 3) ÷ (1 − 0.0045)
    { name: 'an isolated long', intent: { marginMode: 'isolated' }, price: '33484' },
    // (49,999.5 + 49,999.5 ÷ 3) ÷ (1 + 0.0045)
    { name: 'an isolated short', intent: { side: 'sell', marginMode: 'isolated' }, price: '66367' },
  ] as const)('knows the liquidation price of $name that would result', async ({ intent, price }) => {
    const { broker, venue } = await connected();
    const preview = await broker.preview(anIntent({ quantity: '0.5', ...intent }));
    expect([preview.liquidationPrice?.toFixed(0), venue.sent]).toEqual([price, []]);
  });

  it('knows that an order which only closes leaves nothing to liquidate', async () => {
    const { broker } = await connected();
    await broker.placeOrder(anIntent({ quantity: '0.5' }));
    const preview = await broker.preview(anIntent({ side: 'sell', quantity: '0.5', effect: 'reduce_only' }));
    expect(preview.liquidationPrice).toBeNull();
  });
});
