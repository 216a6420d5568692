import { beforeEach, describe, expect, it } from 'vitest';
import { ConnectivityError, PersistenceError } from '../../../src/errors/index.ts';
import { memoryStores } from '../../../src/persistence/memory-stores.ts';
import type { RuntimeSettings } from '../../../src/ports/runtime-settings.ts';
import { OperatorControls, PAUSE_SETTING } from '../../../src/runtime/operator-controls.ts';
import { FakeClock } from '../../../src/testing/fake-clock.ts';
import { BTC, TestSession } from './builders/sessions.ts';

const ANN = { by: 'ann', why: 'lunch' };
const clock = new FakeClock();
let session: TestSession;
let isTrading: boolean;
let stores: ReturnType<typeof memoryStores>;
let settings: RuntimeSettings;
let controls: OperatorControls;

function made(): OperatorControls {
  let ids = 0;
  return new OperatorControls({
    session: () => (isTrading ? session : null),
    settings: { get: (key) => settings.get(key), all: () => settings.all(), set: (change) => settings.set(change) },
    audit: stores.audit,
    clock,
    uuid: () => `00000000-0000-4000-8000-${String(++ids).padStart(12, '0')}`,
  });
}

beforeEach(async () => {
  session = new TestSession('paper', []);
  isTrading = true;
  await session.broker.connect();
  stores = memoryStores({ portfolioId: 'host', runtimeMode: 'simulator' });
  settings = stores.settings;
  controls = made();
  await controls.load();
});

async function audited(): Promise<readonly string[]> {
  const { items } = await stores.audit.list({ order: 'oldest_first' });
  return items.map(({ actor, action, subject }) => `${actor} ${action} ${subject}`);
}

describe('a pause', () => {
  it('stops cycles and opens, says who wants it, and is audited', async () => {
    await controls.pause(ANN);
    expect([controls.opensBlockedBy, session.cycles.pausedBecause]).toEqual(['paused by ann: lunch', 'ann: lunch']);
    expect(await audited()).toEqual(['ann trading.paused paper']);
  });

  it('holds over a restart', async () => {
    await controls.pause(ANN);
    const again = made();
    await again.load();
    expect(again.paused).toEqual({ ...ANN, at: clock.now() });
  });

  it('ends by hand, and is then gone after a restart too', async () => {
    await controls.pause(ANN);
    await controls.resume({ by: 'bob', why: 'back' });
    const again = made();
    await again.load();
    expect([controls.opensBlockedBy, session.cycles.pausedBecause, again.paused]).toEqual([null, null, null]);
    expect(await audited()).toEqual(['ann trading.paused paper', 'bob trading.resumed paper']);
  });

  it('is in force and durable where no mode runs', async () => {
    isTrading = false;
    await controls.pause(ANN);
    const again = made();
    await again.load();
    expect([controls.opensBlockedBy, again.paused?.by]).toEqual(['paused by ann: lunch', 'ann']);
    expect(await audited()).toEqual(['ann trading.paused null']);
  });

  it('that could not be written stays in force when it is looked for again', async () => {
    settings = { ...stores.settings, set: () => Promise.reject(new Error('Away.')) };
    await controls.pause(ANN).catch(() => {});
    await controls.load();
    expect(controls.paused?.by).toBe('ann');
  });

  it('is in force while it cannot be written, and written by the next attempt', async () => {
    const away = () => Promise.reject(new PersistenceError('Away.', { code: 'store/unavailable' }));
    settings = { ...stores.settings, set: away };
    await expect(controls.pause(ANN)).rejects.toMatchObject({ code: 'store/unavailable' });
    expect(controls.opensBlockedBy).toBe('paused by ann: lunch');
    settings = stores.settings;
    await controls.pause(ANN);
    const again = made();
    await again.load();
    expect(again.paused?.by).toBe('ann');
  });

  it('stands where it comes while a resume is being written, and is what is stored', async () => {
    await controls.pause(ANN);
    let write = (): void => {};
    const held = new Promise<void>((resolve) => {
      write = resolve;
    });
    settings = { ...stores.settings, set: (change) => held.then(() => stores.settings.set(change)) };
    const resuming = controls.resume({ by: 'bob', why: 'back' });
    const pausing = controls.pause({ by: 'cleo', why: 'wait' });
    write();
    await Promise.all([resuming, pausing]);
    const again = made();
    await again.load();
    expect([controls.opensBlockedBy, again.opensBlockedBy]).toEqual(['paused by ann: lunch', 'paused by ann: lunch']);
  });

  it.each([
    ['true', true, 'paused by ops: the stored pause cannot be understood: true'],
    ['a word', 'yes', 'paused by ops: the stored pause cannot be understood: "yes"'],
    ['false', false, null],
    ['null', null, null],
  ])('that was stored as %s by another hand counts for what it may mean', async (_name, value, blocked) => {
    await stores.settings.set({ key: PAUSE_SETTING, value, at: 0, by: 'ops' });
    await controls.load();
    expect(controls.opensBlockedBy).toBe(blocked);
  });

  it('of before stays when another asks for one', async () => {
    await controls.pause(ANN);
    await controls.pause({ by: 'bob', why: 'dinner' });
    expect([controls.paused?.by, await audited()]).toEqual(['ann', ['ann trading.paused paper']]);
  });
});

describe('a kill', () => {
  const entry = {
    instrument: BTC,
    side: 'buy',
    quantity: '0.01',
    pricing: { type: 'limit', price: '49000', timeInForce: 'gtc' },
  } as const;

  it('stops opens, cancels entries and keeps positions with their stops', async () => {
    await session.broker.placeOrder({
      ...entry,
      pricing: { type: 'market' },
      protection: { stopLoss: { trigger: { price: '48000' } } },
    });
    await session.broker.placeOrder(entry);
    const result = await controls.kill({ ...ANN, positions: 'keep' });
    expect(result).toEqual({ canceled: 1, openPositions: 1, troubles: [] });
    expect((await session.broker.getOpenOrders()).map(({ role }) => role)).toEqual(['stop_loss']);
    expect(controls.opensBlockedBy).not.toBeNull();
  });

  it('closes everything with `flatten`', async () => {
    await session.buy();
    expect(await controls.kill({ ...ANN, positions: 'flatten' })).toEqual({
      canceled: 0,
      openPositions: 0,
      troubles: [],
    });
  });

  it('does nothing twice', async () => {
    await session.buy();
    await controls.kill({ ...ANN, positions: 'flatten' });
    expect(await controls.kill({ ...ANN, positions: 'flatten' })).toEqual({
      canceled: 0,
      openPositions: 0,
      troubles: [],
    });
    expect(await audited()).toEqual([
      'ann trading.paused paper',
      'ann trading.killed paper',
      'ann trading.killed paper',
    ]);
  });

  it('goes as far as it can, says what was in the way, and knows of no position that it could not read', async () => {
    await session.buy();
    const lost = () => Promise.reject(new ConnectivityError('The line is cut.', { code: 'net/timeout' }));
    session.spoil({ getOpenOrders: lost, getPositions: lost });
    const { canceled, openPositions, troubles } = await controls.kill({ ...ANN, positions: 'flatten' });
    expect([canceled, openPositions]).toEqual([0, null]);
    expect(troubles).toEqual([
      'Entries could not be canceled: The line is cut.',
      'Positions could not be closed: The line is cut.',
      'Positions could not be read: The line is cut.',
    ]);
  });

  it('cancels what it can, and counts no entry that it could not', async () => {
    const other = await session.broker.placeOrder(entry);
    const stuck = await session.broker.placeOrder(entry);
    const cancel = session.broker.cancelOrder.bind(session.broker);
    session.spoil({
      cancelOrder: (ref) =>
        'clientOrderId' in ref && ref.clientOrderId === stuck.clientOrderId
          ? Promise.reject(new ConnectivityError('No answer.', { code: 'net/timeout' }))
          : cancel(ref),
    });
    const { canceled, troubles } = await controls.kill({ ...ANN, positions: 'keep' });
    expect([canceled, troubles]).toEqual([1, [`${BTC}: No answer.`]]);
    expect((await session.broker.getOrder({ clientOrderId: other.clientOrderId })).state).toBe('canceled');
  });

  it('is done although the database is away', async () => {
    await session.buy();
    settings = {
      ...stores.settings,
      set: () => Promise.reject(new PersistenceError('Away.', { code: 'store/unavailable' })),
    };
    const { openPositions, troubles } = await controls.kill({ ...ANN, positions: 'flatten' });
    expect([openPositions, troubles]).toEqual([0, ['The pause is in force and could not be written down: Away.']]);
  });
});

describe('a kill where no mode runs', () => {
  it('pauses, and says that nothing could be reached', async () => {
    isTrading = false;
    expect(await controls.kill({ ...ANN, positions: 'flatten' })).toEqual({
      ...{ canceled: 0, openPositions: null },
      troubles: ['No mode is running: entries and positions could not be reached'],
    });
    expect(controls.paused?.by).toBe('ann');
  });
});
