import type { SeededRandom } from '../../../src/domain/seeded-random.ts';
import type { BaseBroker } from '../../../src/ports/broker.ts';

const SWAP = 'BTC-USDT-SWAP';
const POSITION = { instrument: SWAP, marginMode: 'cross' } as const;
const MOST_OPEN = 12;
const MOST_HELD = '0.1';

/** Gives a broker one command that the seed draws: places at the market or to rest, with protection or without, changes, cancels, closes. */
export async function tradeAtRandom(broker: BaseBroker, random: SeededRandom): Promise<void> {
  const open = (await broker.getOpenOrders(SWAP)).filter(({ type, state }) => type === 'limit' && state === 'working');
  const [position] = await broker.getPositions();
  const one = open[random.below(Math.max(1, open.length))];
  if (position?.quantity.abs().gt(MOST_HELD) === true) {
    await broker.closePosition(POSITION);
    return;
  }
  const order = { instrument: SWAP, quantity: '0.01', side: 'buy' } as const;
  switch (open.length > MOST_OPEN ? 5 : random.below(7)) {
    case 0:
      await broker.placeOrder({ ...order, pricing: { type: 'market' } });
      return;
    case 1: {
      const protection = { stopLoss: { trigger: { price: '57000' } }, takeProfit: { trigger: { price: '64000' } } };
      await broker.placeOrder({ ...order, pricing: { type: 'market' }, protection });
      return;
    }
    case 2:
    case 3:
      await broker.placeOrder({ ...order, pricing: { type: 'limit', price: `${58_000 + random.below(1_000)}` } });
      return;
    case 4:
      if (one !== undefined) await broker.amendOrder(one, { price: `${58_000 + random.below(1_000)}` });
      return;
    case 5:
      if (one !== undefined) await broker.cancelOrder(one);
      return;
    default:
      if (position !== undefined) await broker.closePosition(POSITION);
  }
}
