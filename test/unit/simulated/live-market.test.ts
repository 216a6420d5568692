import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  type BaseBroker,
  createBroker,
  Decimal,
  fromMoney,
  type OrderIntent,
  type SimulatedBrokerConfig,
} from '../../../src/index.ts';
import { loadOkx } from '../../../src/okx/session/load-okx.ts';
import { memoryStateStore } from '../../../src/persistence/memory-state-store.ts';
import type { StateStore } from '../../../src/ports/state-store.ts';
import { MarketBench, SWAP } from '../okx/market-bench.ts';

async function cashOf(broker: BaseBroker): Promise<Decimal> {
  const { currencies } = await broker.getBalance();
  return currencies.find(({ currency }) => currency === 'USDT')?.cash ?? new Decimal(0);
}

const SPOT = 'BTC-USDT';
const HOUR = 3_600_000;

// Loading ccxt takes long where other tests run beside it.
beforeAll(async () => {
  await loadOkx();
}, 60_000);

/** Paper money on the prices of a mock of OKX, over real sockets; time is the test's. */
class PaperBench {
  readonly states: string[] = [];
  readonly paid: string[] = [];
  readonly bench: MarketBench;
  readonly broker: BaseBroker;

  private constructor(bench: MarketBench, config: Partial<SimulatedBrokerConfig>, stateStore?: StateStore) {
    this.bench = bench;
    this.broker = createBroker(
      { kind: 'simulated', balances: { USDT: '100000' }, risk: { mode: 'observe' }, ...config },
      { market: bench.market, clock: bench.clock, ...(stateStore === undefined ? {} : { stateStore }) },
    );
    this.broker.on('connection.changed', ({ state }) => this.states.push(state));
    this.broker.on('ledger.entry', ({ entry }) => this.paid.push(`${entry.type} ${fromMoney(entry.amount).toFixed()}`));
  }

  static async start(config: Partial<SimulatedBrokerConfig> = {}): Promise<PaperBench> {
    return PaperBench.over(await MarketBench.start({ instruments: [SWAP, SPOT] }), config);
  }

  static async over(bench: MarketBench, config: Partial<SimulatedBrokerConfig> = {}, stateStore?: StateStore) {
    const paper = new PaperBench(bench, config, stateStore);
    await paper.broker.connect();
    return paper;
  }

  place(intent: Partial<OrderIntent> = {}) {
    const order = { instrument: SWAP, side: 'buy', quantity: '0.1', pricing: { type: 'market' }, ...intent } as const;
    return this.broker.placeOrder(order);
  }

  async lots(): Promise<string> {
    return (await this.broker.getPositions()).map(({ quantity }) => quantity.toFixed()).join();
  }

  /** Waits until a price of the market has been heard. */
  async heard(price: string, field: 'last' | 'mark' | 'bid' = 'last', instrument = SWAP): Promise<void> {
    for (;;) {
      const quote = await this.broker.getQuote(instrument).catch(() => null);
      if (quote?.[field]?.toFixed() === price) return;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** Cuts the sockets and lets none come back until the returned function is called. */
  async lose(): Promise<() => void> {
    const { streams } = this.bench.mock;
    const refusal = streams.faults.inject({ kind: 'refuse_dial', times: 1_000 });
    for (const connection of streams.connections) connection.drop();
    await this.bench.until(() => this.states.at(-1) === 'lost');
    return () => refusal.lift();
  }

  async restored(): Promise<void> {
    await this.bench.until(() => this.states.at(-1) === 'restored');
  }

  async close(): Promise<void> {
    await this.broker.close();
    await this.bench.close();
  }
}

describe('paper money on a live market', () => {
  let paper: PaperBench;
  beforeEach(async () => {
    paper = await PaperBench.start();
  });
  afterEach(() => paper.close());

  it('fills a market order from the book as it stands', async () => {
    const { mock } = paper.bench;
    mock.market.book(SWAP, {
      bids: [['60500', '1']],
      asks: [
        ['60510', '0.04'],
        ['60520', '5'],
      ],
    });
    await paper.heard('60500', 'bid');
    const order = await paper.place();
    expect([order.state, order.averagePrice?.toFixed()]).toEqual(['filled', '60516']);
  });

  it('fills a resting order when the market trades through it', async () => {
    const order = await paper.place({ pricing: { type: 'limit', price: '59000', timeInForce: 'gtc' } });
    paper.bench.mock.market.setPrice(SWAP, '58900');
    await paper.heard('58900');
    const now = await paper.broker.getOrder({ clientOrderId: order.clientOrderId });
    expect([now.state, now.averagePrice?.toFixed()]).toEqual(['filled', '59000']);
  });

  it.each(['last', 'mark'] as const)('triggers a stop by the live price: %s', async (source) => {
    await paper.place({ protection: { stopLoss: { trigger: { price: '59500', by: source } } } });
    if (source === 'mark') paper.bench.mock.market.mark(SWAP, '59400');
    else paper.bench.mock.market.setPrice(SWAP, '59400');
    await paper.heard('59400', source);
    expect(await paper.lots()).toBe('');
  });

  it('liquidates by the live mark price', async () => {
    await paper.broker.setLeverage({ instrument: SWAP, marginMode: 'isolated' }, '20');
    await paper.place({ marginMode: 'isolated' });
    paper.bench.mock.market.mark(SWAP, '55000');
    await paper.heard('55000', 'mark');
    expect((await paper.broker.getFills())[0]?.cause).toBe('liquidation');
  });

  it('charges the announced funding at its instant, and once', async () => {
    await paper.place();
    const { mock, clock } = paper.bench;
    mock.market.setFundingRate(SWAP, '0.0002');
    mock.market.mark(SWAP, '60100');
    await paper.heard('60100', 'mark');
    const { at } = await paper.bench.market.data.getFunding(SWAP);
    clock.advance(at - clock.now());
    mock.market.funding(SWAP);
    await paper.bench.until(() => paper.paid.length > 0);
    clock.advance(HOUR);
    mock.market.mark(SWAP, '60000');
    await paper.heard('60000', 'mark');
    expect(paper.paid).toEqual(['funding -1.202']);
  });

  it('gives closed bars, and prices with the instant at which they were heard', async () => {
    const { clock, mock } = paper.bench;
    expect((await paper.broker.getCandles(SWAP, { limit: 5 })).length).toBe(5);
    mock.market.setPrice(SPOT, '60001');
    await paper.heard('60001', 'last', SPOT);
    const at = clock.now();
    clock.advance(9_000);
    expect((await paper.broker.getQuote(SPOT)).at).toBe(at);
  });

  it('takes no order by a price that is too old', async () => {
    paper.bench.clock.advance(15_001);
    const order = await paper.place({ instrument: SPOT, marginMode: 'cash' });
    expect([order.state, order.rejection?.reason]).toEqual(['rejected', 'instrument_unavailable']);
    await expect(paper.broker.getQuote(SPOT)).rejects.toMatchObject({
      code: 'venue/stale',
      details: { ageMs: 15_001 },
    });
  });

  it('ends its streams and leaves the market to others', async () => {
    await paper.broker.close();
    await paper.bench.until(() => paper.bench.mock.streams.connections.length === 0);
    expect((await paper.bench.market.data.getQuote(SWAP)).last?.toFixed()).toBe('60000');
  });
});

describe('paper money on a live market whose connection is cut', () => {
  let paper: PaperBench;
  beforeEach(async () => {
    paper = await PaperBench.start();
  });
  afterEach(() => paper.close());

  it('takes no opening order and reads no price until the market is back', async () => {
    const back = await paper.lose();
    const order = await paper.place();
    expect([order.state, order.rejection?.reason]).toEqual(['rejected', 'instrument_unavailable']);
    await expect(paper.broker.getQuote(SWAP)).rejects.toMatchObject({ code: 'venue/stale' });
    back();
    await paper.restored();
    expect((await paper.place()).state).toBe('filled');
  });

  it('fills by the book of afterwards, never by that of before', async () => {
    const back = await paper.lose();
    paper.bench.mock.market.setPrice(SWAP, '61000');
    back();
    await paper.restored();
    const order = await paper.place({ quantity: '0.01' });
    expect(order.averagePrice?.toFixed()).toBe('61000.1');
  });

  it('closes a position as soon as there is a market again', async () => {
    await paper.place({ quantity: '0.01' });
    const back = await paper.lose();
    const closing = paper.broker.closePosition({ instrument: SWAP, marginMode: 'cross' });
    paper.bench.mock.market.setPrice(SWAP, '59000');
    back();
    await paper.restored();
    paper.bench.clock.advance(1_000);
    const { orders } = await closing;
    expect(orders.map(({ state, averagePrice }) => [state, averagePrice?.toFixed()])).toEqual([['filled', '58999.9']]);
  });

  it('lets an order that was under way meet nothing', async () => {
    await paper.close();
    paper = await PaperBench.start({ latency: { type: 'fixed', ms: 50 } });
    const placing = paper.place({});
    const back = await paper.lose();
    paper.bench.clock.advance(50);
    const order = await placing;
    expect([order.state, order.progress.filledLots]).toEqual(['canceled', 0]);
    back();
  });

  it('fills what rests at its own price where the market has passed it meanwhile', async () => {
    const order = await paper.place({
      quantity: '0.01',
      pricing: { type: 'limit', price: '59000', timeInForce: 'gtc' },
    });
    const back = await paper.lose();
    paper.bench.mock.market.setPrice(SWAP, '58000');
    back();
    await paper.restored();
    const now = await paper.broker.getOrder({ clientOrderId: order.clientOrderId });
    expect([now.state, now.averagePrice?.toFixed()]).toEqual(['filled', '59000']);
  });

  it('pays the funding that fell due meanwhile, by what OKX says that it was', async () => {
    await paper.place();
    const { clock, mock, market } = paper.bench;
    const { at } = await market.data.getFunding(SWAP);
    const back = await paper.lose();
    clock.advance(at - clock.now());
    mock.market.funding(SWAP, '0.0005');
    back();
    await paper.restored();
    expect(paper.paid).toEqual(['funding -3']);
  });
});

describe('a paper account that is kept', () => {
  it('goes on after a restart, and pays the funding of the time between', async () => {
    const bench = await MarketBench.start({ instruments: [SWAP, SPOT] });
    const store = memoryStateStore();
    const first = await PaperBench.over(bench, {}, store);
    await first.place();
    await first.place({ quantity: '0.01', pricing: { type: 'limit', price: '50000', timeInForce: 'gtc' } });
    const before = await cashOf(first.broker);
    await first.broker.close();
    bench.clock.advance(8 * HOUR);
    bench.mock.market.funding(SWAP, '0.0001');
    const second = await PaperBench.over(bench, {}, store);
    expect([await second.lots(), (await second.broker.getOpenOrders()).length]).toEqual(['0.1', 1]);
    expect((await cashOf(second.broker)).sub(before).toFixed()).toBe('-0.6');
    await second.close();
  });
});

describe('createBroker on live prices', () => {
  it('needs no market beside its configuration', async () => {
    const bench = await MarketBench.start();
    const endpoints = { rest: bench.mock.restUrl, ws: bench.mock.wsUrl };
    const market = { source: 'okx', environment: 'demo', instruments: [SWAP], endpoints } as const;
    await using broker = createBroker({ kind: 'simulated', market });
    await broker.connect();
    const order = await broker.placeOrder({
      instrument: SWAP,
      side: 'sell',
      quantity: '0.01',
      pricing: { type: 'market' },
    });
    expect([order.state, order.averagePrice?.toFixed()]).toEqual(['filled', '59999.9']);
    await broker.close();
    await bench.close();
  });

  it.each([
    ['a market beside it', { market: { source: 'okx', environment: 'demo' } }, 'market'],
    ['instruments of its own', { instruments: [] }, 'instruments'],
  ] as const)('refuses to be given %s', async (_what, config, path) => {
    const bench = await MarketBench.start();
    const make = () => createBroker({ kind: 'simulated', ...config }, { market: bench.market });
    expect(make).toThrow(expect.objectContaining({ code: 'config/invalid' }));
    expect(make).toThrow(path);
    await bench.close();
  });

  it('refuses a market of which nobody has said what is traded', async () => {
    const bench = await MarketBench.start({ instruments: [] });
    const broker = createBroker({ kind: 'simulated' }, { market: bench.market });
    await expect(broker.connect()).rejects.toMatchObject({ code: 'config/invalid' });
    await bench.close();
  });
});
