import { describe, expect, it } from 'vitest';
import { decisionIdOf } from '../../../src/domain/client-order-id.ts';
import type { Order } from '../../../src/domain/order.ts';
import { ModelError } from '../../../src/errors/index.ts';
import { FaultyVenue } from '../../../src/testing/faulty-venue.ts';
import {
  aBuy,
  type BenchOptions,
  BTC,
  type CycleBench,
  cycleBench,
  ETH,
  reply,
} from '../../unit/pipeline/builders/cycles.ts';
import { toldVenue } from '../../unit/pipeline/builders/told-venue.ts';
import { BUY } from './answers.ts';
import { HttpWorld, VENUES } from './http-world.ts';

const CLOSE = { action: 'close', symbol: BTC, confidence: 0.1 };
const ETH_BUY = { symbol: ETH, stop: 2_900, target: 3_300 };

interface WatchedBench extends CycleBench {
  /** Orders that the venue was sent, oldest first. */
  readonly sent: readonly Order[];
  readonly venue: FaultyVenue;
}

/** A cycle over the simulator, with a venue that can fail and tells what it is sent. */
async function watched(options: BenchOptions): Promise<WatchedBench> {
  const sent: Order[] = [];
  const venues: FaultyVenue[] = [];
  const bench = await cycleBench({
    ...options,
    decorateVenue: (inner) => {
      const venue = new FaultyVenue(inner);
      venues.push(venue);
      return toldVenue(venue, (order) => sent.push(order));
    },
  });
  const [venue] = venues;
  if (venue === undefined) throw new Error('There is no venue.');
  return { ...bench, sent, venue };
}

async function quantityOf({ broker }: CycleBench, instrument = BTC): Promise<string> {
  const position = (await broker.getPositions()).find((held) => held.instrument === instrument);
  return position?.quantity.toFixed() ?? '0';
}

/** One test for each mistake that bots like this were seen to make; its name is what holds here. */
describe('a mistake of others', () => {
  it.each([
    ['a stop on the wrong side', aBuy({ stop: 51_000 })],
    ['too little confidence', aBuy({ confidence: 0.3 })],
    ['no size', aBuy({ size: null })],
    ['a size of percents', aBuy({ size: 40 })],
    ['a verb that is none', aBuy({ action: 'monitor' })],
    ['a symbol that is not traded', aBuy({ symbol: 'DOGE-USDT-SWAP' })],
    ['a buy that is a short', aBuy({ side: 'short' })],
  ])('carried out although it was found wrong: nothing is sent for %s', async (_name, decision) => {
    const { cycle, sent } = await watched({ script: [reply(decision), reply(decision)] });
    await cycle.run('manual');
    expect(sent).toEqual([]);
  });

  it('one bad decision fails the batch: a close goes out beside every kind of bad one', async () => {
    const bad = [aBuy({ ...ETH_BUY, stop: 9_999 }), { action: 'buy' }, { action: 'explode', symbol: ETH }, 7, CLOSE];
    const bench = await watched({ script: [reply(aBuy()), JSON.stringify({ decisions: bad })] });
    await bench.cycle.run('manual');
    await bench.cycle.run('manual');
    expect(await quantityOf(bench)).toBe('0');
  });

  it('risk reckoned from the entry price of the model: a stop is judged by the live price', async () => {
    const { cycle, sent } = await watched({
      script: [reply(aBuy({ entryPrice: 54_000, stop: 52_000, target: 58_000 }))],
    });
    expect((await cycle.run('manual')).decisions).toMatchObject([{ outcome: 'denied', rule: 'stop_side' }]);
    expect(sent).toEqual([]);
  });

  it('a record written after the execution: the row is there when the venue is sent the order', async () => {
    const rows: Promise<unknown>[] = [];
    const bench: CycleBench = await cycleBench({
      script: [reply(aBuy())],
      decorateVenue: (venue) =>
        toldVenue(venue, ({ decisionId }) => rows.push(bench.stores.decisions.decision(decisionId ?? ''))),
    });
    const { decisions } = await bench.cycle.run('manual');
    expect(await Promise.all(rows)).toMatchObject([
      { decisionId: decisions[0]?.decisionId, verdict: { outcome: 'accept' } },
    ]);
  });

  it.each(VENUES)('a refusal taken for a fill (%s): no position is told, and none is there', async (venue) => {
    await using world = await HttpWorld.open({ venue });
    world.refuseNext();
    const { decisions } = await world.answering(BUY);
    expect(decisions).toMatchObject([{ outcome: 'rejected', rule: 'insufficient_margin' }]);
    expect(await world.stores.portfolio.positions()).toEqual([]);
    expect(await world.settledTruth()).toMatchObject({ quantity: '0', stops: [] });
  });

  it('an acknowledgement taken for a fill: an order that rests has filled nothing', async () => {
    const bench = await watched({ script: [reply(aBuy({ limit: 49_500 }))] });
    expect((await bench.cycle.run('manual')).decisions).toMatchObject([
      { outcome: 'unresolved', message: 'The order rests in the book.', figures: { filledQuantity: '0' } },
    ]);
    expect([await quantityOf(bench), await bench.stores.portfolio.positions()]).toEqual(['0', []]);
  });

  it('an order id made of the minute: an order without an answer is looked up by its decision, never sent again', async () => {
    const bench = await watched({ script: [reply(aBuy()), reply()] });
    bench.venue.failNext('submit', { kind: 'answer_lost' });
    const { decisions } = await bench.cycle.run('manual');
    await bench.pass(5);
    await bench.cycle.run('manual');
    const entries = bench.sent.filter(({ effect }) => effect === 'open');
    expect(entries.map(({ clientOrderId }) => decisionIdOf(clientOrderId))).toEqual([decisions[0]?.decisionId]);
    expect(await quantityOf(bench)).toBe('0.06');
  });

  it('a daily limit on what is not realized: a realized loss counts when nothing is held any more', async () => {
    const limits = { maxDailyLoss: '100' };
    const bench = await watched({
      script: [reply(aBuy({ size: 0.4, stop: 47_000 })), reply(CLOSE), reply(aBuy(ETH_BUY))],
      options: { risk: { limits } },
    });
    await bench.cycle.run('manual');
    await bench.pass(1, { [BTC]: '49000' });
    await bench.cycle.run('manual');
    expect(await quantityOf(bench)).toBe('0');
    expect((await bench.cycle.run('manual')).decisions).toMatchObject([
      { outcome: 'denied', rule: 'daily_loss_limit' },
    ]);
  });

  it('a look-up that failed taken for no position: the model is not even asked', async () => {
    const bench = await watched({
      script: [reply(aBuy())],
      broker: (broker) =>
        new Proxy(broker, {
          get(target, key) {
            if (key === 'getSnapshot' || key === 'getPositions') return () => Promise.reject(new Error('away'));
            const value = Reflect.get(target, key, target);
            return typeof value === 'function' ? value.bind(target) : value;
          },
        }),
    });
    expect(await bench.cycle.run('manual')).toMatchObject({ status: 'failed', decisions: [] });
    expect([bench.model.requests, bench.sent]).toEqual([[], []]);
  });

  it.each([
    ['fails', new ModelError('Away.', { code: 'model/unavailable' })],
    ['says nothing', { text: '' }],
    ['is cut off', { text: '{"decisions":[', finishReason: 'length' as const }],
    ['has no decisions', reply()],
    ['does not name the position', reply({ action: 'hold', symbol: ETH })],
  ])('silence taken for flat: the position stays when the model %s', async (_name, silence) => {
    const bench = await watched({ script: [reply(aBuy()), silence, silence] });
    await bench.cycle.run('manual');
    const before = bench.sent.length;
    await bench.cycle.run('manual');
    expect([await quantityOf(bench), bench.sent.length]).toEqual(['0.06', before]);
  });

  it('a simulator that never liquidates: a leveraged position ends, and equity stays above nothing', async () => {
    const bench = await watched({
      script: [reply(aBuy({ size: 0.9, leverage: 20, stop: null, target: null })), reply()],
      riskMode: 'observe',
    });
    await bench.cycle.run('manual');
    await bench.pass(1, { [BTC]: '40000' });
    await bench.cycle.run('manual');
    const { items } = await bench.stores.portfolio.closedPositions();
    expect(items).toMatchObject([{ closedBy: 'liquidation' }]);
    expect(Number((await bench.stores.portfolio.latest())?.equity)).toBeGreaterThanOrEqual(0);
  });

  it('a size raised to the smallest order: it is refused with both figures', async () => {
    const { cycle, sent } = await watched({ script: [reply(aBuy({ size: 0.0001, leverage: 1 }))] });
    const { decisions } = await cycle.run('manual');
    expect(decisions).toMatchObject([{ outcome: 'denied', rule: 'minimum_size', figures: { minimum: '0.0001' } }]);
    expect(sent).toEqual([]);
  });

  it('a failed order forgotten: the next prompt tells what the exchange refused, in its words', async () => {
    const bench = await watched({ script: [reply(aBuy()), reply()] });
    bench.venue.failNext('submit', { kind: 'refused', reason: 'insufficient_margin' });
    const { decisions } = await bench.cycle.run('manual');
    await bench.pass(1);
    await bench.cycle.run('manual');
    const told = `buy ${BTC}: rejected. ${decisions[0]?.message}`;
    expect(JSON.stringify(bench.model.requests[1]?.messages)).toContain(JSON.stringify(told).slice(1, -1));
  });

  it('a stop left to the next cycle: it works when no cycle ever comes again', async () => {
    const bench = await watched({ script: [reply(aBuy())] });
    await bench.cycle.run('manual');
    await bench.pass(1, { [BTC]: '48500' });
    expect(await quantityOf(bench)).toBe('0');
    expect(await bench.broker.getClosedPositions()).toMatchObject([{ closedBy: 'stop_loss' }]);
  });
});
