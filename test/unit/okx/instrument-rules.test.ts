import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OrderIntent, RuleChange } from '../../../src/index.ts';
import { DemoBench, SWAP } from './demo-bench.ts';

describe('an instrument whose rules OKX changes while it is traded', () => {
  let bench: DemoBench;
  let changes: string[];
  const told = ({ rule, from, to }: RuleChange) => `${rule} ${from} → ${to}`;

  beforeEach(async () => {
    bench = await DemoBench.start({}, { instrumentsEveryMs: 1_000 });
    changes = [];
    bench.broker.on('instrument.changed', (event) => changes.push(...event.changes.map(told)));
    await bench.broker.connect();
  });
  afterEach(() => bench.close());

  const place = (intent: Partial<OrderIntent> = {}) =>
    bench.broker.placeOrder({
      instrument: SWAP,
      side: 'buy',
      quantity: '0.02',
      pricing: { type: 'market' },
      ...intent,
    });
  const at = (price: string): Partial<OrderIntent> => ({ pricing: { type: 'limit', price } });

  it('has its new limits, which are told', async () => {
    bench.mock.market.setRules(SWAP, { minSz: '3', maxMktSz: '50' });
    await bench.until(() => changes.length > 0);
    expect(changes).toEqual(['minQuantity 0.0001 → 0.03', expect.stringMatching(/^maxMarketQuantity .* → 0.5$/)]);
    expect((await place()).denial?.code).toBe('below_min_quantity');
    expect((await place({ quantity: '0.6' })).denial?.code).toBe('above_max_quantity');
  });

  it('has orders on a coarser tick from then on, and keeps what rests on the finer one', async () => {
    const before = await place(at('59000.1'));
    bench.mock.market.setRules(SWAP, { tickSz: '0.5' });
    await bench.until(() => changes.length > 0);
    const after = await place(at('59000.9'));
    expect([changes, before.limitPrice?.toFixed(), after.limitPrice?.toFixed(), after.state]).toEqual([
      ['tickSize 0.1 → 0.5'],
      '59000.1',
      '59000.5',
      'working',
    ]);
    bench.mock.market.setPrice(SWAP, '58999');
    await bench.until(async () => (await bench.broker.getFills()).length === 2);
    const fills = await bench.broker.getFills();
    expect(fills.map(({ price }) => price.toFixed()).sort()).toEqual(['59000.1', '59000.5']);
    expect(await bench.broker.reconcile()).toEqual([]);
  });

  it('has orders in coarser lots from then on, and closes what was opened in finer ones as far as they go', async () => {
    await place({ quantity: '0.0203' });
    bench.mock.market.setRules(SWAP, { lotSz: '1', minSz: '1' });
    await bench.until(() => changes.length > 0);
    expect((await place({ quantity: '0.0299' })).quantity.toFixed()).toBe('0.02');
    const { remainder } = await bench.broker.closePosition({ instrument: SWAP, marginMode: 'cross' });
    expect([remainder?.toFixed(), await bench.broker.reconcile()]).toEqual(['0.0003', []]);
  });

  it('is not opened any more where its tick is finer than what is counted in, and can be closed', async () => {
    await place();
    bench.mock.market.setRules(SWAP, { tickSz: '0.01' });
    await bench.until(() => changes.length > 0);
    const { denial } = await place();
    expect([denial?.code, denial?.message]).toEqual(['instrument_not_live', expect.stringContaining('connect anew')]);
    await bench.broker.closePosition({ instrument: SWAP, marginMode: 'cross' });
    expect(await bench.broker.getPositions()).toEqual([]);
  });

  it('takes no opening order while OKX has suspended it, lets exits be tried, and is traded again afterwards', async () => {
    await place();
    bench.mock.market.setState(SWAP, 'suspend');
    await bench.until(() => changes.length > 0);
    expect((await place()).denial).toMatchObject({ code: 'instrument_not_live', figures: { state: 'suspended' } });
    const exit = await place({ side: 'sell', effect: 'reduce_only' });
    expect([exit.state, exit.rejection?.venueCode]).toEqual(['rejected', '51022']);
    bench.mock.market.setState(SWAP, 'live');
    await bench.until(() => changes.length > 1);
    expect([changes, (await place()).state]).toEqual([['state live → suspended', 'state suspended → live'], 'filled']);
  });
});

describe('the rules of instruments that are read once an hour', () => {
  let bench: DemoBench;
  let changes: string[];
  let readings: () => number;

  beforeEach(async () => {
    bench = await DemoBench.start();
    changes = [];
    bench.broker.on('instrument.changed', (event) => changes.push(...event.changes.map(({ rule }) => rule)));
    await bench.broker.connect();
    readings = () => bench.mock.requests.filter(({ path }) => path.endsWith('public/instruments')).length;
  });
  afterEach(() => bench.close());

  const refused = () =>
    bench.broker.placeOrder({ instrument: SWAP, side: 'buy', quantity: '0.02', pricing: { type: 'market' } });

  it('are read again when a refusal hints at other ones', async () => {
    bench.mock.market.setState(SWAP, 'suspend');
    expect((await refused()).rejection?.venueCode).toBe('51022');
    await bench.until(() => changes.length > 0);
    expect([changes, (await refused()).denial?.code]).toEqual([['state'], 'instrument_not_live']);
  });

  it('are not read for every one of many refusals', async () => {
    bench.mock.market.setRules(SWAP, { minSz: '100' });
    const before = readings();
    await Promise.all([refused(), refused(), refused(), refused()]);
    await bench.until(() => changes.length > 0);
    // Spot and swaps.
    expect(readings() - before).toBe(2);
  });

  it('are read when a change comes into force that OKX has announced', async () => {
    await bench.close();
    bench = await DemoBench.start();
    const effTime = bench.clock.now() + 20_000;
    bench.mock.market.setRules(SWAP, { upcChg: [{ param: 'tickSz', newValue: '0.5', effTime: `${effTime}` }] });
    await bench.broker.connect();
    const before = readings();
    await bench.until(() => readings() > before);
    expect(bench.clock.now()).toBeGreaterThanOrEqual(effTime);
  });
});
