import { describe, expect, it } from 'vitest';
import type { Order } from '../../../src/domain/order.ts';
import type { VenueReply } from '../../../src/ports/venue.ts';
import { anIntent } from '../../../src/testing/builders/an-intent.ts';
import { turns } from '../../../src/testing/fake-clock.ts';
import { connected, ScriptedVenue } from './support.ts';

const ID = 'slow';
const LIMIT = anIntent({ clientOrderId: ID, pricing: { type: 'limit', price: '49000' } });

/** A venue whose answer to an order comes when the test says so. */
function aSlowVenue() {
  const venue = new ScriptedVenue();
  let answer: (reply: VenueReply) => void = () => {};
  let order: Order | undefined;
  venue.submit = (sent) => {
    order = sent;
    return new Promise((resolve) => {
      answer = resolve;
    });
  };
  return {
    venue,
    acknowledge: () => answer({ outcome: 'acknowledged', events: venue.accept(order as Order) }),
  };
}

describe('a venue that takes its time', () => {
  it('keeps nobody longer than the settle timeout', async () => {
    const { venue } = aSlowVenue();
    const { broker } = await connected({}, venue);
    const placing = broker.placeOrder(LIMIT, { settleTimeoutMs: 700 });
    await venue.clock.advanceAsync(700);
    expect((await placing).state).toBe('submitted');
  });

  it('still has its late answer heard', async () => {
    const { venue, acknowledge } = aSlowVenue();
    const { broker } = await connected({}, venue);
    const placing = broker.placeOrder(LIMIT, { settleTimeoutMs: 700 });
    await venue.clock.advanceAsync(700);
    await placing;
    acknowledge();
    await turns();
    expect((await broker.getOrder({ clientOrderId: ID })).state).toBe('working');
  });

  it('is waited for when the broker closes', async () => {
    const { venue, acknowledge } = aSlowVenue();
    const { broker } = await connected({}, venue);
    const placing = broker.placeOrder(LIMIT, { settleTimeoutMs: 700 });
    await venue.clock.advanceAsync(700);
    await placing;
    const closing = broker.close();
    await turns();
    expect(venue.isClosed).toBe(false);
    acknowledge();
    await closing;
    expect(venue.isClosed).toBe(true);
  });

  it('has a cancel again that was faster than its order', async () => {
    const { venue, acknowledge } = aSlowVenue();
    const { broker } = await connected({}, venue);
    venue.cancelScript.push({ outcome: 'refused', reason: 'order_not_found', venueCode: '51400', venueMessage: 'No.' });
    void broker.placeOrder(LIMIT);
    await turns();
    const canceling = broker.cancelOrder({ clientOrderId: ID });
    await turns();
    acknowledge();
    expect((await canceling).state).toBe('canceled');
  });

  it('keeps no cancel longer than the settle timeout', async () => {
    const { venue, acknowledge } = aSlowVenue();
    const { broker } = await connected({}, venue);
    const placing = broker.placeOrder(LIMIT);
    await turns();
    acknowledge();
    await placing;
    venue.cancel = () => new Promise(() => {});
    const canceling = broker.cancelOrder({ clientOrderId: ID });
    await venue.clock.advanceAsync(5_000);
    expect((await canceling).state).toBe('working');
  });
});
