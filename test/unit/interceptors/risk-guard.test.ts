import { describe, expect, it, vi } from 'vitest';
import { applyOrderEvent } from '../../../src/domain/apply-order-event.ts';
import { toDecimal } from '../../../src/domain/decimal.ts';
import type { Denial } from '../../../src/domain/denial.ts';
import { DAY_MS } from '../../../src/domain/drawdown.ts';
import { toMoney } from '../../../src/domain/money.ts';
import type { Order } from '../../../src/domain/order.ts';
import type { OrderEvent } from '../../../src/domain/order-event.ts';
import { isBrokerError, PersistenceError } from '../../../src/errors/index.ts';
import { type RiskBreach, type RiskGuardOptions, riskGuard } from '../../../src/interceptors/risk-guard.ts';
import { memoryStateStore } from '../../../src/persistence/memory-state-store.ts';
import type { TradingNews } from '../../../src/ports/interceptor.ts';
import { anInstrument } from '../../../src/testing/builders/an-instrument.ts';
import { anOrder, type OrderDescription } from '../../../src/testing/builders/an-order.ts';
import { turns } from '../../../src/testing/fake-clock.ts';
import { FakeLedger, MIDNIGHT } from './fake-ledger.ts';

const SWAP = anInstrument();
const PASSED = Promise.resolve(undefined);
const pass = () => PASSED;
const never = () => new Promise<undefined>(() => {});

async function aGuard(options: Partial<RiskGuardOptions> = {}, ledger = new FakeLedger()) {
  const news: TradingNews[] = [];
  const guard = riskGuard({ mode: 'enforce', ...options });
  await guard.start(ledger, (item) => news.push(item));
  return {
    guard,
    ledger,
    news,
    /** Asks for a pending order, as the engine does: it is in the ledger before it is asked for. */
    place(description: OrderDescription = {}, next: () => Promise<Denial | undefined> = pass) {
      const order = anOrder({ state: 'pending', pricing: { type: 'market' }, ...description });
      ledger.orders.push(order);
      return guard.place(order, next, ledger.context());
    },
    /** Tells guard and ledger of an event. */
    hear(order: Order, event: OrderEvent): Order {
      const after = applyOrderEvent(order, event);
      ledger.orders[ledger.orders.indexOf(order)] = after;
      guard.observe(after, event);
      return after;
    },
  };
}

// Equity 10,000; leverage 3; mark 50,000: 5,000 of margin carry 15,000 of value, which is 0.3 BTC.
describe('the limit of a position’s margin', () => {
  it.each([
    ['exactly at the limit', '0.3', null],
    ['one lot above it', '0.3001', 'position_margin_limit'],
  ])('judges an order %s', async (_what, quantity, code) => {
    const { place } = await aGuard();
    expect((await place({ quantity }))?.code ?? null).toBe(code);
  });

  it('names the figures and the nearest order', async () => {
    const { place } = await aGuard();
    expect(await place({ quantity: '0.4', clientOrderId: 'a' })).toMatchObject({
      figures: { margin: '6666.66666667', allowedMargin: '5000', equity: '10000', leverage: '3', requested: '0.4' },
      nearest: { quantity: '0.3', clientOrderId: 'a', side: 'buy' },
    });
  });

  it('lets the nearest order pass', async () => {
    const { place, ledger } = await aGuard();
    const denial = await place({ quantity: '0.4', clientOrderId: 'a' });
    ledger.orders.length = 0;
    const nearest = denial?.nearest as { readonly quantity: string } | undefined;
    expect(await place({ quantity: nearest?.quantity ?? 'none' })).toBeUndefined();
  });

  it('counts the position that is there', async () => {
    const { place, ledger } = await aGuard();
    ledger.hold(SWAP, '0.2');
    expect(await place({ quantity: '0.2' })).toMatchObject({ nearest: { quantity: '0.1' } });
  });

  it('says that nothing is possible when the position is at the limit', async () => {
    const { place, ledger } = await aGuard();
    ledger.hold(SWAP, '0.3');
    expect(await place({ quantity: '0.0001' })).toMatchObject({ code: 'position_margin_limit', nearest: null });
  });

  it('lets an order turn a position around as far as the limit on the other side', async () => {
    const { place, ledger } = await aGuard();
    ledger.hold(SWAP, '0.2');
    expect(await place({ side: 'sell', quantity: '0.6' })).toMatchObject({ nearest: { quantity: '0.5' } });
  });

  it('values a limit order above the market at its own price', async () => {
    const { place } = await aGuard();
    const pricing = { type: 'limit', price: '60000' } as const;
    expect(await place({ quantity: '0.3', pricing })).toMatchObject({ nearest: { quantity: '0.25' } });
  });

  it('counts a spot holding at its full value', async () => {
    const spot = anInstrument({ type: 'spot' });
    const { place } = await aGuard({}, new FakeLedger([spot]));
    expect(await place({ instrument: spot, quantity: '0.11' })).toMatchObject({ nearest: { quantity: '0.1' } });
  });
});

describe('twenty orders placed at once', () => {
  it('pass only as far as they fit together', async () => {
    const { place } = await aGuard();
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => place({ quantity: '0.1', clientOrderId: `o${index}` })),
    );
    expect(answers.map((denial) => denial?.code ?? 'passed')).toEqual([
      ...Array(3).fill('passed'),
      ...Array(17).fill('position_margin_limit'),
    ]);
  });

  it('pass no further while those that passed are still under way', async () => {
    const { place } = await aGuard();
    for (const clientOrderId of ['a', 'b', 'c']) void place({ quantity: '0.1', clientOrderId }, never);
    expect(await place({ quantity: '0.1', clientOrderId: 'd' })).toMatchObject({ code: 'position_margin_limit' });
  });

  it('leave room again for what was refused', async () => {
    const { place, hear, ledger } = await aGuard();
    await place({ quantity: '0.3', clientOrderId: 'a' });
    const order = ledger.orders[0] as Order;
    const denial: Denial = { code: 'expired', message: '', figures: {}, nearest: null };
    hear(order, { type: 'order.denied', clientOrderId: 'a', at: 0, denial });
    expect(await place({ quantity: '0.3', clientOrderId: 'b' })).toBeUndefined();
  });

  it('do not count those that wait before the check', async () => {
    const { place, ledger } = await aGuard();
    ledger.orders.push(anOrder({ state: 'pending', quantity: '0.3', clientOrderId: 'waiting' }));
    expect(await place({ quantity: '0.3' })).toBeUndefined();
  });
});

describe('an order on its way', () => {
  it.each([
    ['submitted', 'submitted'],
    ['unresolved', 'unresolved'],
    ['working', 'working'],
  ] as const)('counts as filled while it is %s', async (_what, state) => {
    const { place, ledger } = await aGuard();
    ledger.orders.push(anOrder({ state, quantity: '0.2', clientOrderId: 'there' }));
    expect(await place({ quantity: '0.2' })).toMatchObject({ nearest: { quantity: '0.1' } });
  });

  it('counts with what is left of it', async () => {
    const { place, ledger } = await aGuard();
    ledger.orders.push(anOrder({ quantity: '0.2', filledQuantity: '0.15', clientOrderId: 'there' }));
    expect(await place({ quantity: '0.2' })).toBeUndefined();
  });

  it('is not counted twice when it is sent again', async () => {
    const { guard, ledger } = await aGuard();
    const order = anOrder({ state: 'submitted', quantity: '0.3' });
    ledger.orders.push(order);
    expect(await guard.place(order, pass, ledger.context())).toBeUndefined();
  });

  it.each([
    ['the other side', { side: 'sell' }],
    ['reduce-only', { effect: 'reduce_only' }],
  ] as const)('does not count when it is of %s', async (_what, description) => {
    const { place, ledger } = await aGuard();
    ledger.orders.push(anOrder({ quantity: '0.3', clientOrderId: 'there', ...description }));
    expect(await place({ quantity: '0.3' })).toBeUndefined();
  });

  it('counts towards the gross notional of all instruments', async () => {
    const eth = anInstrument({ id: 'ETH-USDT-SWAP', baseCurrency: 'ETH' });
    const { place, ledger } = await aGuard({ limits: { maxGrossNotionalMultiple: '2' } }, new FakeLedger([SWAP, eth]));
    ledger.orders.push(anOrder({ instrument: eth, side: 'sell', quantity: '0.3', clientOrderId: 'there' }));
    expect(await place({ quantity: '0.2' })).toMatchObject({
      code: 'gross_notional_limit',
      figures: { notional: '25000', allowedNotional: '20000' },
      nearest: { quantity: '0.1' },
    });
  });
});

describe('the limit of leverage', () => {
  it('refuses an order into a position with more', async () => {
    const { place, ledger } = await aGuard();
    ledger.account.position(SWAP, 'cross').leverage = 2000;
    expect(await place()).toMatchObject({ code: 'leverage_limit', figures: { leverage: '20', allowed: '10' } });
  });

  it.each([
    ['a raise to the limit', 300, 1000, null],
    ['a raise above it', 300, 1001, 'leverage_limit'],
    ['a step down that is still above it', 5000, 2000, null],
  ])('judges %s', async (_what, from, to, code) => {
    const { guard, ledger } = await aGuard();
    ledger.account.position(SWAP, 'cross').leverage = from;
    const key = { instrument: SWAP.id, marginMode: 'cross' } as const;
    expect((await guard.setLeverage(key, to, pass, ledger.context()))?.code ?? null).toBe(code);
  });
});

describe('an amendment', () => {
  const pricing = { type: 'limit', price: '50000' } as const;

  it('that grows beyond the limit is denied with the nearest total', async () => {
    const { guard, ledger } = await aGuard();
    const order = anOrder({ quantity: '0.2', filledQuantity: '0.1', pricing });
    ledger.hold(SWAP, '0.1');
    ledger.orders.push(order);
    expect(await guard.amend(order, { quantity: '0.5' }, pass, ledger.context())).toMatchObject({
      code: 'position_margin_limit',
      nearest: { quantity: '0.3' },
    });
  });

  it('to a higher price is measured at that price', async () => {
    const { guard, ledger } = await aGuard();
    const order = anOrder({ quantity: '0.3', pricing });
    ledger.orders.push(order);
    const denial = await guard.amend(order, { price: '60000' }, pass, ledger.context());
    expect(denial).toMatchObject({ code: 'position_margin_limit', nearest: { price: '60000', quantity: '0.25' } });
  });

  it('that shrinks passes whatever the limits say', async () => {
    const { guard, ledger } = await aGuard();
    const order = anOrder({ quantity: '5', pricing });
    ledger.orders.push(order);
    expect(await guard.amend(order, { quantity: '4' }, pass, ledger.context('reduces'))).toBeUndefined();
  });

  it('counts as made from the moment it passes', async () => {
    const { guard, ledger, place } = await aGuard();
    const order = anOrder({ quantity: '0.1', pricing, clientOrderId: 'there' });
    ledger.orders.push(order);
    void guard.amend(order, { quantity: '0.3' }, never, ledger.context());
    expect(await place({ quantity: '0.1' })).toMatchObject({ code: 'position_margin_limit' });
  });

  it('counts no more once the venue has refused it', async () => {
    const { guard, ledger, place, hear } = await aGuard();
    const order = anOrder({ quantity: '0.1', pricing, clientOrderId: 'there' });
    ledger.orders.push(order);
    await guard.amend(order, { quantity: '0.3' }, pass, ledger.context());
    const rejection = { reason: 'other', venueCode: '1', venueMessage: '', figures: {} } as const;
    hear(order, { type: 'order.amend_rejected', clientOrderId: 'there', at: 1, rejection });
    expect(await place({ quantity: '0.1' })).toBeUndefined();
  });

  it('counts no more once another step has denied it', async () => {
    const { guard, ledger, place } = await aGuard();
    const order = anOrder({ quantity: '0.1', pricing, clientOrderId: 'there' });
    ledger.orders.push(order);
    const denial: Denial = { code: 'invalid_price', message: '', figures: {}, nearest: null };
    await guard.amend(order, { quantity: '0.3' }, () => Promise.resolve(denial), ledger.context());
    expect(await place({ quantity: '0.1' })).toBeUndefined();
  });
});

describe('the daily loss limit', () => {
  it.each([
    ['a loss just below it', '9000.01', null],
    ['a loss that reaches it', '9000', 'daily_loss_limit'],
  ])('judges %s', async (_what, equity, code) => {
    const { place, ledger } = await aGuard({ limits: { maxDrawdownFraction: '0.9' } });
    ledger.setEquity(equity);
    expect((await place({ quantity: '0.01' }))?.code ?? null).toBe(code);
  });

  it('begins anew at midnight UTC', async () => {
    const { place, ledger } = await aGuard({ limits: { maxDrawdownFraction: '0.9' } });
    ledger.setEquity('9000').now = MIDNIGHT + DAY_MS;
    expect(await place({ quantity: '0.01' })).toBeUndefined();
  });

  it('does not count a withdrawal as a loss', async () => {
    const { place, ledger } = await aGuard();
    ledger.transfer('-5000');
    expect(await place({ quantity: '0.01' })).toBeUndefined();
  });

  it('does not count a deposit as a gain', async () => {
    const { place, ledger } = await aGuard({ limits: { maxDrawdownFraction: '0.9' } });
    ledger.setEquity('9000').transfer('5000');
    expect(await place({ quantity: '0.01' })).toMatchObject({ code: 'daily_loss_limit', figures: { loss: '1000' } });
  });
});

describe('the drawdown limit', () => {
  it('pauses opening at the limit, measured from the highest of the day', async () => {
    const { guard, ledger, place, news } = await aGuard();
    guard.tick(ledger.setEquity('12000'));
    guard.tick(ledger.setEquity('11400'));
    expect(await place()).toMatchObject({ code: 'drawdown_limit' });
    expect(news.map(({ type }) => type)).toEqual(['trading.paused']);
  });

  it('lets pass just above the limit', async () => {
    const { guard, ledger, place } = await aGuard();
    guard.tick(ledger.setEquity('12000'));
    guard.tick(ledger.setEquity('11400.01'));
    expect(await place()).toBeUndefined();
  });

  it('stays when equity recovers', async () => {
    const { guard, ledger, place } = await aGuard();
    guard.tick(ledger.setEquity('9500'));
    guard.tick(ledger.setEquity('10000'));
    expect(await place()).toMatchObject({ code: 'drawdown_limit', figures: { pausedAt: `${MIDNIGHT}` } });
  });

  it('ends with the UTC day', async () => {
    const { guard, ledger, place, news } = await aGuard();
    guard.tick(ledger.setEquity('9500'));
    ledger.now = MIDNIGHT + DAY_MS;
    guard.tick(ledger);
    expect(await place()).toBeUndefined();
    expect(news.map(({ type }) => type)).toEqual(['trading.paused', 'trading.resumed']);
  });

  it('ends when a person resumes, and does not return at once', async () => {
    const { guard, ledger, place } = await aGuard();
    guard.tick(ledger.setEquity('9500'));
    guard.resume('looked at it');
    guard.tick(ledger);
    expect([await place(), guard.pause]).toEqual([undefined, null]);
  });

  it.each([
    ['a withdrawal', '-5000'],
    ['a deposit', '50000'],
  ])('is not moved by %s', async (_what, amount) => {
    const { guard, ledger } = await aGuard();
    guard.tick(ledger.setEquity('9600'));
    guard.tick(ledger.transfer(amount));
    expect(guard.pause).toBeNull();
    const fall = Number(ledger.printedEquity()) * (9499 / 9600);
    guard.tick(ledger.setEquity(fall.toFixed(4)));
    expect(guard.pause).not.toBeNull();
  });

  it('asks for exact equity only where something may have happened', async () => {
    const { guard, ledger } = await aGuard();
    const before = ledger.exactReads;
    for (let step = 0; step < 100; step++) guard.tick(ledger.setEquity(`${9990 - step}`));
    expect(ledger.exactReads).toBe(before);
  });
});

describe('a reducing command', () => {
  it('passes when everything else is stopped', async () => {
    const { guard, ledger } = await aGuard();
    ledger.hold(SWAP, '0.1');
    guard.tick(ledger.setEquity('5000'));
    const order = anOrder({ state: 'pending', side: 'sell', quantity: '0.1', effect: 'reduce_only' });
    expect(await guard.place(order, pass, ledger.context('reduces'))).toBeUndefined();
  });

  it('passes as a plain order of the other side too', async () => {
    const { guard, ledger, place } = await aGuard();
    ledger.hold(SWAP, '0.1');
    guard.tick(ledger.setEquity('5000'));
    expect(await place({ side: 'sell', quantity: '0.1' })).toBeUndefined();
  });

  it('is offered where an order would turn the position around', async () => {
    const { guard, ledger, place } = await aGuard();
    ledger.hold(SWAP, '0.1');
    guard.tick(ledger.setEquity('5000'));
    expect(await place({ side: 'sell', quantity: '0.3' })).toMatchObject({
      code: 'drawdown_limit',
      nearest: { quantity: '0.1' },
    });
  });

  it('may pass once, not as often as it is sent', async () => {
    const { guard, ledger, place } = await aGuard();
    ledger.hold(SWAP, '0.1');
    guard.tick(ledger.setEquity('5000'));
    const answers = await Promise.all(
      ['a', 'b', 'c'].map((clientOrderId) => place({ side: 'sell', quantity: '0.1', clientOrderId })),
    );
    expect(answers.map((denial) => denial?.code)).toEqual([undefined, 'drawdown_limit', 'drawdown_limit']);
  });

  it('passes when it sells what is held of spot', async () => {
    const spot = anInstrument({ type: 'spot' });
    const { guard, ledger, place } = await aGuard({}, new FakeLedger([spot]));
    guard.tick(ledger.setEquity('5000'));
    expect(await place({ instrument: spot, side: 'sell', quantity: '0.1' })).toBeUndefined();
  });
});

describe('the mode observe', () => {
  it('lets everything pass and tells what it would have stopped', async () => {
    const breaches: RiskBreach[] = [];
    const { place, guard, ledger, news } = await aGuard({
      mode: 'observe',
      onBreach: (breach) => breaches.push(breach),
    });
    expect(await place({ quantity: '3', clientOrderId: 'a' })).toBeUndefined();
    guard.tick(ledger.setEquity('5000'));
    expect(await place({ quantity: '0.01', clientOrderId: 'b' })).toBeUndefined();
    expect(breaches.map(({ denial, isBlocked }) => [denial.code, isBlocked])).toEqual([
      ['position_margin_limit', false],
      ['drawdown_limit', false],
    ]);
    expect(news.map(({ type }) => type)).toEqual(['risk.breached', 'risk.breached']);
  });
});

describe('the memory of the risk guard', () => {
  it('keeps day start, high-water mark and pause over a restart', async () => {
    const store = memoryStateStore();
    const first = await aGuard({ store });
    first.guard.tick(first.ledger.setEquity('12000'));
    first.guard.tick(first.ledger.setEquity('11000'));
    await first.guard.stop();
    const second = await aGuard({ store }, new FakeLedger().setEquity('11900'));
    expect(await second.place()).toMatchObject({ code: 'drawdown_limit' });
    expect(second.news.map(({ type }) => type)).toEqual(['trading.paused']);
  });

  it('counts the loss from before the restart', async () => {
    const store = memoryStateStore();
    const limits = { maxDrawdownFraction: '0.9' };
    await (await aGuard({ store, limits })).guard.stop();
    const second = await aGuard({ store, limits }, new FakeLedger().setEquity('8999'));
    expect(await second.place()).toMatchObject({ code: 'daily_loss_limit', figures: { loss: '1001' } });
  });

  it('is past after midnight', async () => {
    const store = memoryStateStore();
    const first = await aGuard({ store });
    first.guard.tick(first.ledger.setEquity('9000'));
    await first.guard.stop();
    const ledger = new FakeLedger().setEquity('9000');
    ledger.now = MIDNIGHT + DAY_MS;
    expect(await (await aGuard({ store }, ledger)).place()).toBeUndefined();
  });

  it('is saved when a pause begins, without waiting for the end', async () => {
    const store = memoryStateStore();
    const { guard, ledger } = await aGuard({ store });
    guard.tick(ledger.setEquity('9000'));
    await vi.waitFor(async () => expect(await store.load('risk-guard')).toMatchObject({ pause: { at: MIDNIGHT } }));
  });

  it.each([
    ['of another form', { hello: 'world' }],
    ['a text', 'paused'],
    ['of another version', { version: 2 }],
    [
      'with money that is no integer',
      { version: 1, day: 1, dayStart: '1.5', highWater: { marks: [], day: 1, transferred: '0' }, pause: null },
    ],
  ])('is refused when it is %s', async (_what, stored) => {
    const store = memoryStateStore();
    await store.save('risk-guard', stored);
    const error = await aGuard({ store }).catch((caught: unknown) => caught);
    expect(isBrokerError(error, 'store/corrupt')).toBe(true);
  });

  it('does not stop trading when it cannot be saved, and says so', async () => {
    const error = vi.fn();
    const logger = { debug() {}, info() {}, warn() {}, error };
    const store = { load: async () => null, save: () => Promise.reject(new Error('disk full')) };
    const { guard, place } = await aGuard({ store, logger });
    expect(await place()).toBeUndefined();
    await expect(guard.stop()).rejects.toMatchObject({ code: 'store/unavailable' });
    expect(error).toHaveBeenCalled();
  });

  it('is saved again after a save that failed, though nothing has changed since', async () => {
    const store = memoryStateStore();
    const saved = store.save.bind(store);
    let isFull = true;
    store.save = (key, value) => (isFull ? Promise.reject(new Error('disk full')) : saved(key, value));
    const { guard, ledger } = await aGuard({ store });
    guard.tick(ledger.setEquity('9000'));
    await turns();
    isFull = false;
    ledger.now += 1_000;
    guard.tick(ledger);
    await turns();
    expect(await store.load('risk-guard')).toMatchObject({ pause: { at: MIDNIGHT } });
  });

  it('is not overwritten by prices that come before it is loaded', async () => {
    const store = memoryStateStore();
    const first = await aGuard({ store });
    first.guard.tick(first.ledger.setEquity('9000'));
    await first.guard.stop();
    const guard = riskGuard({ mode: 'enforce', store });
    guard.tick(new FakeLedger().setEquity('0'));
    await turns();
    expect(await store.load('risk-guard')).toMatchObject({ pause: { at: MIDNIGHT } });
  });

  it('is not overwritten by a guard that never began', async () => {
    const store = memoryStateStore();
    await store.save('risk-guard', { kept: true });
    await riskGuard({ mode: 'enforce', store }).stop();
    expect(await store.load('risk-guard')).toEqual({ kept: true });
  });

  const away = [
    ['a withdrawal', '5000', '-5000'],
    ['a deposit', '15000', '5000'],
  ] as const;
  it.each(away)('takes %s while nobody listened for no loss and no gain', async (_what, equity, moved) => {
    const store = memoryStateStore();
    await (await aGuard({ store })).guard.stop();
    const ledger = new FakeLedger().setEquity(equity);
    ledger.unheard = toMoney(toDecimal(moved));
    const { guard } = await aGuard({ store }, ledger);
    expect(guard.pause).toBeNull();
    await guard.stop();
    expect(await store.load('risk-guard')).toMatchObject({ dayStart: toMoney(toDecimal(equity)).toString() });
  });

  it('finds a loss behind a deposit that came while nobody listened', async () => {
    const store = memoryStateStore();
    const limits = { maxDrawdownFraction: '0.9' };
    await (await aGuard({ store, limits })).guard.stop();
    const ledger = new FakeLedger().setEquity('13900');
    ledger.unheard = toMoney(toDecimal('5000'));
    const { place } = await aGuard({ store, limits }, ledger);
    expect(await place()).toMatchObject({ code: 'daily_loss_limit', figures: { loss: '1100' } });
  });
});

describe('a preview of the risk guard', () => {
  it('shows the denial that would meet the order, and reserves nothing', async () => {
    const { guard, ledger, place } = await aGuard();
    const fitting = anOrder({ state: 'pending', quantity: '0.3', clientOrderId: 'a' });
    const tooLarge = anOrder({ state: 'pending', quantity: '0.4', clientOrderId: 'b' });
    const answers = [fitting, tooLarge].map((order) => guard.preview(order, ledger.context())?.code ?? null);
    expect(answers).toEqual([null, 'position_margin_limit']);
    expect(await place({ quantity: '0.3', clientOrderId: 'c' })).toBeUndefined();
  });

  it('tells of no breach', async () => {
    const onBreach = vi.fn();
    const { guard, ledger } = await aGuard({ onBreach });
    guard.preview(anOrder({ state: 'pending', quantity: '3' }), ledger.context());
    expect(onBreach).not.toHaveBeenCalled();
  });

  it('shows nothing where the guard only observes', async () => {
    const { guard, ledger } = await aGuard({ mode: 'observe' });
    expect(guard.preview(anOrder({ state: 'pending', quantity: '3' }), ledger.context())).toBeNull();
  });
});

describe('a risk guard whose store is away when the broker connects', () => {
  async function started(mode: 'enforce' | 'observe' = 'enforce') {
    const store = memoryStateStore();
    const before = await aGuard({ store });
    before.guard.tick(before.ledger.setEquity('9600'));
    await before.guard.stop();
    const { load } = store;
    store.load = () => Promise.reject(new PersistenceError('It is down.', { code: 'store/unavailable' }));
    const after = await aGuard({ store, mode }, new FakeLedger().setEquity('9500'));
    const back = (): void => {
      store.load = load;
    };
    return { ...after, back };
  }

  it('lets nothing open, because what the day has lost is not known', async () => {
    const { place } = await started();
    expect(await place()).toMatchObject({ code: 'daily_loss_limit', message: expect.stringContaining('It is down.') });
  });

  it('lets what reduces pass', async () => {
    const { place } = await started();
    expect(await place({ effect: 'reduce_only' })).toBeUndefined();
  });

  it('does not overwrite what it could not read, and knows the day when it can', async () => {
    const { place, guard, ledger, back } = await started();
    await guard.stop();
    back();
    ledger.now += 1_000;
    guard.tick(ledger);
    await turns();
    expect(await place()).toMatchObject({ code: 'drawdown_limit' });
  });

  it('cannot begin with a store that is no good', async () => {
    const store = memoryStateStore();
    store.load = () => Promise.reject(new PersistenceError('It is no good.', { code: 'store/corrupt' }));
    await expect(aGuard({ store })).rejects.toMatchObject({ code: 'store/corrupt' });
  });
});
