import { describe, expect, it } from 'vitest';
import { clientOrderIdOf } from '../../../src/domain/client-order-id.ts';
import { Decimal } from '../../../src/domain/decimal.ts';
import type { Fill } from '../../../src/domain/fill.ts';
import { storedFill } from '../../../src/domain/stored-execution.ts';
import { PersistenceError } from '../../../src/errors/index.ts';
import { memoryStores } from '../../../src/persistence/memory-stores.ts';
import { AccountRecorder } from '../../../src/pipeline/record/account-recorder.ts';
import { roundTripsOf } from '../../../src/pipeline/record/round-trips.ts';
import type { BaseBroker } from '../../../src/ports/broker.ts';
import type { Stores } from '../../../src/ports/stores.ts';
import { aFill } from '../../../src/testing/builders/a-fill.ts';
import { anIntent } from '../../../src/testing/builders/an-intent.ts';
import {
  aClosedPosition,
  aFillRecord,
  anEvaluation,
  aPortfolio,
  aPositionRecord,
  NOON,
  uuid,
} from '../../../src/testing/contract-stores/records.ts';
import { connected, ScriptedVenue } from '../engine/support.ts';
import { aBuy, BTC, countingUuids, cycleBench, reply } from './builders/cycles.ts';

const DECIDED = clientOrderIdOf({ uuid: uuid(1), role: 'entry', attempt: 1 });
const BY_HAND = clientOrderIdOf({ uuid: uuid(2), role: 'entry', attempt: 1 });

/** A recorder that starts over a broker which knows such fills of the time before, and stores with decision 1. */
async function recorderOver(fills: readonly Fill[], given?: Stores) {
  const { broker, stores } = await cycleBench({ script: [], ...(given === undefined ? {} : { stores: given }) });
  await stores.decisions.append(anEvaluation(1));
  const withFills: BaseBroker = new Proxy(broker, {
    get(target, key) {
      if (key === 'getFills') return async () => fills;
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  const recorder = new AccountRecorder({ broker: withFills, stores, uuid: countingUuids() });
  await recorder.start();
  return { recorder, stores };
}

async function decisionsOfFills({ executions }: Stores) {
  const { items } = await executions.listFills({ order: 'oldest_first' });
  return items.map(({ fillId, decisionId }) => [fillId, decisionId]);
}

describe('a fill of the time before the recorder started', () => {
  it.each([
    ['has the decision that its order is named after', DECIDED, uuid(1)],
    ['has none where its order was placed without one, whatever its name looks like', BY_HAND, null],
    ['has none where its order has a foreign name', 'by-hand', null],
  ])('%s', async (_what, clientOrderId, decisionId) => {
    const { recorder, stores } = await recorderOver([aFill({ fillId: 'a', clientOrderId, at: NOON })]);
    await recorder.write();
    expect(await decisionsOfFills(stores)).toEqual([['a', decisionId]]);
  });

  it('waits while its decision cannot be looked up, and keeps no other from being written', async () => {
    const { recorder, stores } = await recorderOver([
      aFill({ fillId: 'a', clientOrderId: DECIDED, at: NOON }),
      aFill({ fillId: 'b', clientOrderId: 'by-hand', at: NOON + 1 }),
    ]);
    const { decision } = stores.decisions;
    Object.assign(stores.decisions, {
      decision: () => Promise.reject(new PersistenceError('away', { code: 'store/unavailable' })),
    });
    await recorder.write();
    expect(await decisionsOfFills(stores)).toEqual([['b', null]]);
    Object.assign(stores.decisions, { decision });
    await recorder.write();
    expect(await decisionsOfFills(stores)).toEqual([
      ['a', uuid(1)],
      ['b', null],
    ]);
  });
});

describe('a fill that is heard', () => {
  it('has no decision when an operator placed its order', async () => {
    const { broker, stores, pass } = await cycleBench({ script: [] });
    const recorder = new AccountRecorder({ broker, stores, uuid: countingUuids() });
    await recorder.start();
    await broker.placeOrder({
      instrument: 'BTC-USDT-SWAP',
      side: 'buy',
      quantity: '0.01',
      pricing: { type: 'market' },
      clientOrderId: BY_HAND,
    });
    await pass(1);
    await recorder.write();
    expect((await stores.executions.listFills()).items).toMatchObject([{ clientOrderId: BY_HAND, decisionId: null }]);
  });
});

describe('what happens between two cycles', () => {
  async function holding() {
    const bench = await cycleBench({ script: [reply(aBuy())] });
    await bench.cycle.run('interval');
    return bench;
  }

  it('is on record within a second: a stop that is hit, its fill and the position that it closed', async () => {
    const { stores, pass } = await holding();
    await pass(1, { [BTC]: '48900' });
    const { items: fills } = await stores.executions.listFills();
    const { items: orders } = await stores.executions.listOrders();
    const { items: closed } = await stores.portfolio.closedPositions();
    expect(fills.map(({ side }) => side)).toEqual(['sell', 'buy']);
    expect(orders.find(({ role }) => role === 'stop_loss')?.state).toBe('filled');
    expect(closed).toMatchObject([{ side: 'long', closedBy: 'stop_loss' }]);
  });

  it('waits while it cannot be written, and is written once by the next cycle', async () => {
    const { cycle, stores, pass } = await holding();
    const { fills } = stores.executions;
    const away = () => Promise.reject(new PersistenceError('away', { code: 'store/unavailable' }));
    Object.assign(stores.executions, { fills: away });
    await pass(1, { [BTC]: '48900' });
    expect((await stores.executions.listFills()).items.length).toBe(1);
    Object.assign(stores.executions, { fills });
    await cycle.stop();
    expect((await stores.executions.listFills()).items.length).toBe(2);
    expect((await stores.portfolio.closedPositions()).items.length).toBe(1);
  });

  it('is written by nobody once the recorder has stopped', async () => {
    const { cycle, stores, pass } = await holding();
    await cycle.stop();
    await pass(1, { [BTC]: '48900' });
    expect((await stores.executions.listFills()).items.length).toBe(1);
  });
});

describe('a position that was closed when nobody could write it', () => {
  const EXIT = clientOrderIdOf({ uuid: uuid(1), role: 'exit', attempt: 1 });
  const entry = aFill({ fillId: 'a', clientOrderId: DECIDED, quantity: '0.02', price: '50000', fee: '0.5', at: NOON });
  const exit = aFill({
    fillId: 'b',
    clientOrderId: EXIT,
    side: 'sell',
    quantity: '0.02',
    price: '50400',
    fee: '0.504',
    at: NOON + 60_000,
  });
  const again = aFill({ fillId: 'c', clientOrderId: DECIDED, quantity: '0.02', at: NOON + 120_000 });
  const row = {
    side: 'long',
    maxQuantity: '0.02',
    entryPrice: '50000',
    exitPrice: '50400',
    realizedPnl: '8',
    fees: '1.004',
    netPnl: '6.996',
    openedAt: NOON,
    closedAt: NOON + 60_000,
    closedBy: 'order',
    decisionIds: [uuid(1)],
  };

  async function closedRows(fills: readonly Fill[], prepare: (stores: Stores) => Promise<unknown> = async () => {}) {
    const stores = memoryStores({ portfolioId: 'simulation', runtimeMode: 'simulator' });
    await prepare(stores);
    const { recorder } = await recorderOver([...fills].reverse(), stores);
    await recorder.takeUpClosed();
    await recorder.write();
    await recorder.takeUpClosed();
    await recorder.write();
    return (await stores.portfolio.closedPositions({ order: 'oldest_first' })).items;
  }

  it('gets its row from the fills that the venue still shows, once, joined to its decision', async () => {
    expect(await closedRows([entry, exit])).toMatchObject([row]);
  });

  it('gets it also where the entry is known to the store alone', async () => {
    const rows = await closedRows([exit], ({ executions }) => executions.fills([storedFill(entry, uuid(1))]));
    expect(rows).toMatchObject([row]);
  });

  it('has the funding that the last snapshot had', async () => {
    const position = aPositionRecord({ openedAt: NOON, funding: '-0.25' });
    const rows = await closedRows([entry, exit], ({ portfolio }) =>
      portfolio.snapshot(aPortfolio(1, { positions: [position] })),
    );
    expect(rows).toMatchObject([{ funding: '-0.25', netPnl: '6.746' }]);
  });

  it.each([
    ['a stop', clientOrderIdOf({ uuid: uuid(1), role: 'stop_loss', attempt: 1 }), 'stop_loss'],
    ['a target that the venue attached to the entry', `${DECIDED}T`, 'take_profit'],
    ['stop and target in one, at a gain', `${DECIDED}P`, 'take_profit'],
  ])('says that it was ended by %s', async (_what, clientOrderId, closedBy) => {
    const end = aFill({ ...exit.facts, clientOrderId, quantity: '0.02', price: '50400' });
    expect(await closedRows([entry, end])).toMatchObject([{ closedBy }]);
  });

  it('gets no second row where a run that took it over has written one', async () => {
    const taken = aClosedPosition(60_000, { openedAt: NOON + 30_000, fees: '0.504' });
    expect(await closedRows([entry, exit], ({ portfolio }) => portfolio.closed([taken]))).toEqual([taken]);
  });

  it.each([
    ['is held still', [entry]],
    ['began before the first fill that is known', [exit]],
    ['seems to be opened by an exit, because fills in between are missing', [exit, again]],
  ])('gets none where it %s', async (_what, fills) => {
    expect(await closedRows(fills)).toEqual([]);
  });
});

describe('a position that is held over a restart', () => {
  it('is closed with its beginning and the decision that opened it', async () => {
    const venue = new ScriptedVenue();
    const stores = memoryStores({ portfolioId: 'okx-demo', runtimeMode: 'paper' });
    await stores.decisions.append(anEvaluation(1));
    const start = async () => {
      const { broker } = await connected({}, venue);
      const recorder = new AccountRecorder({ broker, stores, uuid: countingUuids() });
      await recorder.start();
      return { broker, recorder };
    };
    const before = await start();
    await before.broker.placeOrder({ ...anIntent(), decisionId: uuid(1) });
    const [{ openedAt = 0 } = {}] = await before.broker.getPositions();
    await before.recorder.write();
    venue.clock.advance(60_000);
    const { broker, recorder } = await start();
    await broker.closePosition({ instrument: 'BTC-USDT-SWAP', marginMode: 'cross' });
    await recorder.write();
    await recorder.takeUpClosed();
    await recorder.write();
    const { items } = await stores.portfolio.closedPositions();
    expect(items).toMatchObject([{ openedAt, decisionIds: [uuid(1)], fees: '0.5', realizedPnl: '0', netPnl: '-0.5' }]);
  });
});

describe('round trips of fills', () => {
  it('split a fill that turns the position, with its fee', () => {
    const fills = [
      aFillRecord(1, { side: 'buy', quantity: '1', price: '100', fee: '1' }),
      aFillRecord(2, { side: 'sell', quantity: '3', price: '110', fee: '3' }),
      aFillRecord(3, { side: 'buy', quantity: '2', price: '100', fee: '2' }),
    ];
    expect(roundTripsOf(fills, new Map())).toMatchObject([
      { side: 'long', maxQuantity: new Decimal(1), realizedPnl: new Decimal(10), fees: new Decimal(2) },
      { side: 'short', maxQuantity: new Decimal(2), realizedPnl: new Decimal(20), fees: new Decimal(4) },
    ]);
  });

  it('begin where what is held now says that nothing was held', () => {
    const fills = [
      aFillRecord(1, { side: 'sell', quantity: '1' }),
      aFillRecord(2, { side: 'buy', quantity: '2' }),
      aFillRecord(3, { side: 'sell', quantity: '1' }),
      aFillRecord(4, { side: 'buy', quantity: '5' }),
    ];
    const held = new Map([['BTC-USDT-SWAP|cross', new Decimal(6)]]);
    expect(roundTripsOf(fills, held)).toMatchObject([]);
    const trips = roundTripsOf(fills, new Map([['BTC-USDT-SWAP|cross', new Decimal(5)]]));
    expect(trips.map(({ side, closedAt }) => [side, closedAt - NOON])).toEqual([
      ['short', 2],
      ['long', 3],
    ]);
  });
});
