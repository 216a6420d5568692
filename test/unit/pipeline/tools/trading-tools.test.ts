import { describe, expect, it } from 'vitest';
import { Decimal } from '../../../../src/domain/decimal.ts';
import type { ReadOnlyTool } from '../../../../src/pipeline/tools/read-only-tool.ts';
import { type MarketReads, toolReaders } from '../../../../src/pipeline/tools/tool-readers.ts';
import { tradingTools } from '../../../../src/pipeline/tools/trading-tools.ts';
import { SimulatedBroker } from '../../../../src/simulated/simulated-broker.ts';
import { countingIds } from '../../../../src/testing/counting-ids.ts';
import { ManualMarket } from '../../../../src/testing/manual-market.ts';

const BTC = 'BTC-USDT-SWAP';
const ETH = 'ETH-USDT-SWAP';
const level = (price: string, quantity: string) => ({ price: new Decimal(price), quantity: new Decimal(quantity) });
const MARKET: MarketReads = {
  getBook: async (_instrument, depth) => ({
    bids: [level('49999.9', '2'), level('49999.8', '3')].slice(0, depth),
    asks: [level('50000.1', '1'), level('50000.2', '4')].slice(0, depth),
    at: Date.UTC(2026, 0, 1),
  }),
  getFunding: async () => ({ rate: new Decimal('0.0001'), at: Date.UTC(2026, 0, 1, 8), periodMs: 28_800_000 }),
};

/** A simulated broker behind the tools; only BTC is traded, unless more is said. */
async function bench(symbols: readonly string[] = [BTC], market: Partial<MarketReads> = MARKET) {
  const moved = new ManualMarket({ prices: { [BTC]: '50000', [ETH]: '3000' } });
  const broker = new SimulatedBroker(
    { kind: 'simulated', balances: { USDT: '10000' } },
    { market: moved, ids: countingIds() },
  );
  await broker.connect();
  const tools = tradingTools(toolReaders(broker, market), symbols);
  const ask = async (name: string, question: object) => {
    const tool = tools.find(({ offer }) => offer.name === name);
    return (await (tool as ReadOnlyTool).answer(JSON.stringify(question))) as {
      outcome: string;
      content: Record<string, unknown>;
    };
  };
  return { broker, moved, tools, ask };
}

describe('the tools of a model', () => {
  it('are offered with schemas that name the trading symbols', async () => {
    const { tools } = await bench();
    expect(tools.map(({ offer }) => offer.name)).toEqual([
      'get_candles',
      'get_order_book',
      'get_funding',
      'get_positions',
      'preview_order',
    ]);
    for (const { offer } of tools) {
      expect(offer.parameters).toMatchObject({ type: 'object', properties: { symbol: { enum: [BTC] } } });
    }
  });

  it('leave out what the market cannot tell', async () => {
    const { tools } = await bench([BTC], {});
    expect(tools.map(({ offer }) => offer.name)).toEqual(['get_candles', 'get_positions', 'preview_order']);
  });

  it('lead to no order: what they can reach has reads only', async () => {
    const { broker } = await bench();
    const readers = toolReaders(broker, MARKET);
    expect(Object.keys(readers).sort()).toEqual(['book', 'candles', 'funding', 'instrument', 'positions', 'preview']);
    expect(Object.isFrozen(readers)).toBe(true);
    expect(Object.values(readers).every((reader) => typeof reader === 'function')).toBe(true);
  });

  it.each(['get_candles', 'get_order_book', 'get_funding', 'get_positions', 'preview_order'])(
    '%s refuses a symbol that is not traded, though the market has it',
    async (name) => {
      const { ask } = await bench();
      const answer = await ask(name, { symbol: ETH, side: 'buy', quantity: '1' });
      expect([answer.outcome, JSON.stringify(answer.content)]).toEqual(['refused', expect.stringContaining(BTC)]);
    },
  );

  it('are refused without a trading symbol', async () => {
    const { broker } = await bench();
    expect(() => tradingTools(toolReaders(broker), [])).toThrow('at least one trading symbol');
  });
});

describe('candles', () => {
  /** Seven minutes of bars from midnight on, the price rising by 10 a minute. */
  async function sevenMinutes() {
    const made = await bench();
    for (let minute = 1; minute <= 7; minute++) made.moved.setPrice(BTC, String(50_000 + 10 * minute));
    return made;
  }

  it('come as rows, oldest first, at the tick', async () => {
    const { ask } = await sevenMinutes();
    const { content } = await ask('get_candles', { symbol: BTC, count: 2 });
    const rows = content.rows as readonly (readonly string[])[];
    expect([content.intervalMinutes, rows.length, content.columns]).toEqual([
      ...[1, 2],
      ['openedAt', 'open', 'high', 'low', 'close', 'volume'],
    ]);
    expect(rows[0]?.[4]).toMatch(/^500\d\d\.0$/);
    expect(Date.parse(rows[1]?.[0] ?? '') - Date.parse(rows[0]?.[0] ?? '')).toBe(60_000);
  });

  it('come in longer bars, of which each is whole', async () => {
    const { ask, broker } = await sevenMinutes();
    const base = await broker.getCandles(BTC);
    const { content } = await ask('get_candles', { symbol: BTC, interval: '5m', count: 10 });
    const rows = content.rows as readonly (readonly string[])[];
    const start = Date.UTC(2026, 0, 1);
    const parts = [...Array(base.length).keys()].filter((index) => {
      return base.openedAt.at(index) >= start && base.openedAt.at(index) < start + 300_000;
    });
    const text = (value: number) => new Decimal(value).toFixed(1);
    expect(parts).toHaveLength(5);
    expect(rows).toEqual([
      [
        new Date(start).toISOString(),
        text(base.open.at(parts[0]!)),
        text(Math.max(...parts.map((index) => base.high.at(index)))),
        text(Math.min(...parts.map((index) => base.low.at(index)))),
        text(base.close.at(parts.at(-1)!)),
        expect.any(String),
      ],
    ]);
  });

  it.each([0, 101, 1.5])('are refused in the number %s', async (count) => {
    const { ask } = await bench();
    expect((await ask('get_candles', { symbol: BTC, count })).outcome).toBe('refused');
  });
});

describe('an order book', () => {
  it('comes best prices first with its spread', async () => {
    const { ask } = await bench();
    expect((await ask('get_order_book', { symbol: BTC, levels: 1 })).content).toEqual({
      ...{ symbol: BTC, at: '2026-01-01T00:00:00.000Z', spreadFraction: '0.000004' },
      ...{ bids: [['49999.9', '2']], asks: [['50000.1', '1']] },
    });
  });
});

describe('funding', () => {
  it('comes with its rate and when it is paid', async () => {
    const { ask } = await bench();
    expect((await ask('get_funding', { symbol: BTC })).content).toEqual({
      ...{ symbol: BTC, rate: '0.0001', paidAt: '2026-01-01T08:00:00.000Z', everyHours: 8 },
    });
  });

  it('of a spot pair there is none', async () => {
    const { ask } = await bench([BTC, 'BTC-USDT']);
    expect((await ask('get_funding', { symbol: 'BTC-USDT' })).content).toHaveProperty('error');
  });
});

describe('positions', () => {
  it('come for the trading symbols only', async () => {
    const { ask, broker } = await bench();
    for (const instrument of [BTC, ETH]) {
      await broker.placeOrder({ instrument, side: 'buy', quantity: '0.1', pricing: { type: 'market' } });
    }
    const { content } = await ask('get_positions', {});
    expect(content.positions).toMatchObject([{ instrument: BTC, side: 'long', quantity: '0.1' }]);
  });
});

describe('a preview', () => {
  it('tells what an order would cost, and sends nothing', async () => {
    const { ask, broker } = await bench();
    const { content } = await ask('preview_order', { symbol: BTC, side: 'buy', quantity: 0.1 });
    expect(content).toMatchObject({
      quantity: '0.1',
      requiredMargin: expect.stringContaining('USDT'),
      wouldBeRefused: null,
    });
    expect([await broker.getOpenOrders(), await broker.getOrderHistory(), await broker.getPositions()]).toEqual([
      [],
      [],
      [],
    ]);
  });

  it('tells what would refuse it', async () => {
    const { ask } = await bench();
    const { content } = await ask('preview_order', { symbol: BTC, side: 'buy', quantity: '0.00001', limit: '50000' });
    expect(content.wouldBeRefused).toMatchObject({ code: 'below_min_quantity' });
  });

  it.each(['0', '-1', '1e3', 'all', 0, -1, '0.0'])('is refused for the quantity %j', async (quantity) => {
    const { ask } = await bench();
    expect((await ask('preview_order', { symbol: BTC, side: 'buy', quantity })).outcome).toBe('refused');
  });
});
