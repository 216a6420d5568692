import { describe, expect, it } from 'vitest';
import type { OrderInterceptor } from '../../../src/ports/interceptor.ts';
import { anIntent } from '../../../src/testing/builders/an-intent.ts';
import { turns } from '../../../src/testing/fake-clock.ts';
import { connected } from './support.ts';

const ID = 'again';

/** A broker with one order that was proven not to have been executed and goes again in a second. */
async function waitingToGoAgain(interceptors: readonly OrderInterceptor[] = []) {
  const bench = await connected({ interceptors });
  bench.venue.submitScript.push('not_executed');
  const placing = bench.broker.placeOrder(anIntent({ clientOrderId: ID }));
  await turns();
  return { ...bench, placing };
}

describe('an order that waits to go again', () => {
  it('never goes once it is canceled', async () => {
    const { broker, venue, placing } = await waitingToGoAgain();
    const canceled = await broker.cancelOrder({ clientOrderId: ID });
    await venue.clock.advanceAsync(10_000);
    expect([canceled.state, (await placing).state, venue.sent.length]).toEqual(['canceled', 'canceled', 1]);
  });

  it('needs no cancel at the venue, where it is not', async () => {
    const { broker, venue } = await waitingToGoAgain();
    await broker.cancelAllOrders();
    expect(venue.canceled).toEqual([]);
  });

  it('has ended, unplaced, when the broker closes', async () => {
    const { broker, placing, events } = await waitingToGoAgain();
    await broker.close();
    expect(await placing).toMatchObject({ state: 'not_placed', denial: { code: 'broker_closed' } });
    expect(events.at(-1)).toMatchObject({ type: 'connection.changed', state: 'closed' });
  });

  it('says which step stopped it on its second way', async () => {
    let isOpen = true;
    const denial = { code: 'trading_paused' as const, message: 'Lunch.', figures: {}, nearest: null };
    const gate: OrderInterceptor = { name: 'gate', place: async (_order, next) => (isOpen ? next() : denial) };
    const { venue, placing } = await waitingToGoAgain([gate]);
    isOpen = false;
    await venue.clock.advanceAsync(1_000);
    expect(await placing).toMatchObject({ state: 'not_placed', denial: { code: 'trading_paused', message: 'Lunch.' } });
  });

  it('says that its validity was over', async () => {
    const { broker, venue } = await connected();
    venue.submitScript.push('not_executed');
    const order = await broker.placeOrder(anIntent({ validUntil: venue.clock.now() + 500 }));
    expect(order).toMatchObject({
      state: 'not_placed',
      denial: { code: 'expired', figures: { retryAfterMs: '1000' } },
    });
  });
});
