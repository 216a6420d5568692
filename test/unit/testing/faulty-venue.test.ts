import { describe, expect, it } from 'vitest';
import type { Venue, VenueEvent, VenueReply } from '../../../src/ports/venue.ts';
import { aFill, anOrder, FaultyVenue } from '../../../src/testing/index.ts';

const ORDER = anOrder();
const FILLED: VenueEvent = {
  type: 'order',
  event: { type: 'order.filled', clientOrderId: ORDER.clientOrderId, at: 0, fill: aFill() },
};
const EMPTY = { asOf: 0, rows: [] };

/** A venue that takes everything, counts what it executes, and tells a fill for every order. */
function working() {
  let tell: (event: VenueEvent) => void = () => {};
  const executed: string[] = [];
  let reads = 0;
  const done = (name: string) => async (): Promise<VenueReply> => {
    executed.push(name);
    if (name === 'submit') tell(FILLED);
    return { outcome: 'acknowledged', events: [] };
  };
  const inner: Venue = {
    async open(onEvent) {
      tell = onEvent;
      return expect.unreachable('the description is of no interest here');
    },
    submit: done('submit'),
    cancel: done('cancel'),
    amend: done('amend'),
    setLeverage: done('setLeverage'),
    findOrder: async () => ({ found: 'yes', order: ORDER, events: [] }),
    fetchAccount: async () => ({ balances: { ...EMPTY, asOf: ++reads }, positions: EMPTY, orders: EMPTY }),
    fetchFills: async () => [],
    fetchLedger: async () => [],
    market: { getQuote: () => expect.unreachable(), getCandles: () => expect.unreachable() },
    close: async () => {},
  };
  const venue = new FaultyVenue(inner);
  const heard: VenueEvent[] = [];
  venue.open((event) => heard.push(event)).catch(() => {});
  return { venue, executed, heard };
}

describe('a faulty venue', () => {
  it('passes everything on while nothing is asked of it', async () => {
    const { venue, executed, heard } = working();
    expect(await venue.submit(ORDER, 0)).toEqual({ outcome: 'acknowledged', events: [] });
    expect(executed).toEqual(['submit']);
    expect(heard).toEqual([FILLED]);
  });

  it('loses a command before it is executed', async () => {
    const { venue, executed } = working();
    const fault = venue.failNext('submit', { kind: 'before_execution' });
    expect((await venue.submit(ORDER, 0)).outcome).toBe('unknown');
    expect(executed).toEqual([]);
    expect(fault.fired).toBe(1);
  });

  it('loses the answer of a command that was executed, and the news of it', async () => {
    const { venue, executed, heard } = working();
    venue.failNext('submit', { kind: 'answer_lost' });
    expect((await venue.submit(ORDER, 0)).outcome).toBe('unknown');
    expect(executed).toEqual(['submit']);
    expect(heard).toEqual([]);
  });

  it('keeps the news of a lost answer where it is told to', async () => {
    const { venue, heard } = working();
    venue.failNext('submit', { kind: 'answer_lost', events: 'kept' });
    await venue.submit(ORDER, 0);
    expect(heard).toEqual([FILLED]);
  });

  it('refuses in words of its own', async () => {
    const { venue, executed } = working();
    venue.failNext('cancel', { kind: 'refused', reason: 'order_not_found', venueCode: '51603' });
    expect(await venue.cancel(ORDER)).toMatchObject({
      outcome: 'refused',
      reason: 'order_not_found',
      venueCode: '51603',
    });
    expect(executed).toEqual([]);
  });

  it('fails once unless it is told how often', async () => {
    const { venue, executed } = working();
    const fault = venue.failNext('amend', { kind: 'not_executed' }, 2);
    for (let call = 0; call < 3; call++) await venue.amend(ORDER, {});
    expect(executed).toEqual(['amend']);
    expect(fault.fired).toBe(2);
  });

  it('answers a read with what it answered before, or not at all', async () => {
    const { venue } = working();
    const first = await venue.fetchAccount();
    venue.failNextRead('fetchAccount', { kind: 'stale' });
    expect(await venue.fetchAccount()).toEqual(first);
    venue.failNextRead('fetchAccount', { kind: 'unavailable' });
    await expect(venue.fetchAccount()).rejects.toMatchObject({ code: 'net/timeout' });
    expect((await venue.fetchAccount()).balances.asOf).toBe(2);
  });

  it('says of an order that it is not there without proving it', async () => {
    const { venue } = working();
    venue.failNextRead('findOrder', { kind: 'inconclusive' });
    const sent = { at: 0, expiresAt: null };
    expect(await venue.findOrder(ORDER, sent)).toEqual({ found: 'no', conclusive: false });
    expect((await venue.findOrder(ORDER, sent)).found).toBe('yes');
  });

  it('drops as many events as it is told and records that it did', async () => {
    const { venue, heard } = working();
    const fault = venue.dropEvents(1);
    await venue.submit(ORDER, 0);
    await venue.submit(ORDER, 0);
    expect(heard.length).toBe(1);
    expect(fault.fired).toBe(1);
    expect(venue.faults).toEqual([fault]);
  });
});
