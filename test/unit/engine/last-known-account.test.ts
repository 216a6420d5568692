import { describe, expect, it } from 'vitest';
import { MONEY_ONE } from '../../../src/domain/money.ts';
import { PersistenceError } from '../../../src/errors/index.ts';
import { memoryStateStore } from '../../../src/persistence/memory-state-store.ts';
import type { BrokerEvent } from '../../../src/ports/broker.ts';
import { anIntent } from '../../../src/testing/builders/an-intent.ts';
import { turns } from '../../../src/testing/fake-clock.ts';
import { connected, ScriptedVenue } from './support.ts';

const RESTING = anIntent({ clientOrderId: 'resting', pricing: { type: 'limit', price: '49000' } });
const KEY = 'paper.account';

/** A venue, and a store that outlives the runs. */
function aHost() {
  const venue = new ScriptedVenue();
  const store = memoryStateStore();
  const run = () => connected({ lastKnown: { store, key: KEY } }, venue);
  return { venue, store, run };
}

/** A run that has a position and a resting order, and is closed. */
async function afterARun() {
  const host = aHost();
  const { broker } = await host.run();
  await broker.placeOrder(anIntent());
  await broker.placeOrder(RESTING);
  await broker.close();
  host.venue.clock.advance(3_600_000);
  return host;
}

async function decisionsOf({ broker }: Awaited<ReturnType<typeof connected>>) {
  return (await broker.getPositions()).map(({ decisionIds }) => decisionIds);
}

function driftsOf(events: readonly BrokerEvent[]): string[] {
  return events.flatMap((event) =>
    event.type === 'position.drifted' ? `${event.drift.classification} ${event.drift.subject}` : [],
  );
}

describe('connecting with an account that was last known', () => {
  it('tells nothing the first time', async () => {
    const { events } = await aHost().run();
    expect(driftsOf(events)).toEqual([]);
  });

  it('tells nothing where nothing has changed', async () => {
    const host = await afterARun();
    expect(driftsOf((await host.run()).events)).toEqual([]);
  });

  it('tells nothing where the former run crashed and nothing has changed since', async () => {
    const host = aHost();
    const { broker } = await host.run();
    await broker.placeOrder(anIntent());
    await turns();
    expect(driftsOf((await host.run()).events)).toEqual([]);
  });

  const changes: readonly (readonly [string, (venue: ScriptedVenue) => void, readonly string[]])[] = [
    [
      'a position that is larger, with no fill to show for it',
      (venue) => venue.account.position(venue.swap, 'cross').fill(300, 500_000),
      ['position BTC-USDT-SWAP|cross'],
    ],
    [
      'a position that is gone, and what it cost',
      (venue) => {
        const state = venue.account.position(venue.swap, 'cross');
        state.lots = 0;
        state.cost = 0;
      },
      ['position BTC-USDT-SWAP|cross'],
    ],
    ['cash that is missing', (venue) => venue.account.transfer('USDT', -100n * MONEY_ONE), ['cash USDT']],
    [
      'another leverage',
      (venue) => {
        venue.account.position(venue.swap, 'cross').leverage = 500;
      },
      ['leverage BTC-USDT-SWAP|cross'],
    ],
    [
      'a fill that nobody heard, and nothing that follows from it',
      (venue) => void venue.fill('resting'),
      ['unknown_fill F4'],
    ],
    [
      'no deposit that the ledger of the venue shows',
      (venue) => {
        const at = venue.clock.now() - 1_000;
        venue.account.transfer('USDT', 100n * MONEY_ONE);
        venue.entries.push({
          entryId: 'E1',
          type: 'transfer',
          currency: 'USDT',
          amount: 100n * MONEY_ONE,
          instrument: null,
          marginMode: null,
          at,
        });
      },
      [],
    ],
  ];

  it.each(changes)('tells of %s', async (_what, change, expected) => {
    const host = await afterARun();
    change(host.venue);
    expect(driftsOf((await host.run()).events)).toEqual(expected);
  });

  it.each(changes)('tells of %s once: it is taken over', async (_what, change) => {
    const host = await afterARun();
    change(host.venue);
    const { broker } = await host.run();
    expect(await broker.reconcile()).toEqual([]);
    await broker.close();
    expect(driftsOf((await host.run()).events)).toEqual([]);
  });

  it('knows by which decisions its positions were built, closed or crashed', async () => {
    const host = aHost();
    const { broker } = await host.run();
    await broker.placeOrder(anIntent({ decisionId: 'D1' }));
    await broker.placeOrder(anIntent({ decisionId: 'D2' }));
    await turns();
    const crashed = await host.run();
    expect(await decisionsOf(crashed)).toEqual([['D1', 'D2']]);
    await crashed.broker.close();
    expect(await decisionsOf(await host.run())).toEqual([['D1', 'D2']]);
  });

  it('joins what is closed later to the decision that opened it in a former run', async () => {
    const host = aHost();
    const first = await host.run();
    await first.broker.placeOrder(anIntent({ decisionId: 'D1' }));
    await first.broker.close();
    const { broker, venue } = await host.run();
    await broker.closePosition({ instrument: venue.swap.id, marginMode: 'cross' });
    expect((await broker.getClosedPositions()).map(({ decisionIds }) => decisionIds)).toEqual([['D1']]);
  });

  it('takes nobody’s decision for that of a position that was opened after the former run', async () => {
    const host = aHost();
    const { broker } = await host.run();
    await broker.placeOrder(anIntent({ decisionId: 'D1' }));
    await broker.placeOrder(RESTING);
    await broker.closePosition({ instrument: host.venue.swap.id, marginMode: 'cross' });
    await broker.close();
    host.venue.fill('resting');
    expect(await decisionsOf(await host.run())).toEqual([[]]);
  });

  it('says what was known and what the venue says, before the broker is connected', async () => {
    const host = await afterARun();
    host.venue.account.position(host.venue.swap, 'cross').fill(100, 500_000);
    const { events } = await host.run();
    const drifted = events.findIndex(({ type }) => type === 'position.drifted');
    expect(events[drifted]).toMatchObject({ drift: { ours: '0.01 at 50000', theirs: '0.02 at 50000' } });
    expect(events.findIndex(({ type }) => type === 'connection.changed')).toBeGreaterThan(drifted);
  });

  it.each([
    ['a number', 7],
    ['of another version', { version: 2 }],
    ['cut', { version: 1, at: 1, fillsFrom: 1, positions: [{}], cash: {}, fills: [] }],
  ])('refuses what is %s, and lets go of the venue', async (_what, stored) => {
    const host = aHost();
    await host.store.save(KEY, stored);
    await expect(host.run()).rejects.toMatchObject({ code: 'store/corrupt', details: { key: KEY } });
    expect(host.venue.isClosed).toBe(true);
  });

  it('trades on where the account cannot be saved, and says so at the end', async () => {
    const host = aHost();
    host.store.save = () => Promise.reject(new PersistenceError('Full.', { code: 'store/unavailable' }));
    const { broker, events } = await host.run();
    const order = await broker.placeOrder(anIntent());
    expect(order.state).toBe('filled');
    await expect(broker.close()).rejects.toMatchObject({ code: 'store/unavailable' });
    expect(events.at(-1)).toMatchObject({ type: 'connection.changed', state: 'closed' });
  });
});
