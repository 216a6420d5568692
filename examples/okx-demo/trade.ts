import { createBroker, fromEnv } from 'brokerkit';
import { MockOkx } from 'brokerkit/testing';

const SYMBOL = 'BTC-USDT-SWAP';
// With --mock no key is needed: the same code, on an exchange in this process that only looks like OKX.
const mock = process.argv.includes('--mock')
  ? await MockOkx.start({ prices: { [SYMBOL]: '60000' }, balances: { USDT: '10000' } })
  : null;
const config =
  mock === null
    ? fromEnv({ ...process.env, TRADING_BROKER: 'okx_demo' })
    : ({
        kind: 'okx_demo',
        ...mock.credentials,
        endpoints: { rest: mock.restUrl, ws: mock.wsUrl },
        instruments: [SYMBOL],
      } as const);
const broker = createBroker(config);
broker.on('order.updated', ({ order }) => console.log(order.role, order.type, order.state));
await broker.connect();

const price = await broker.getMarketPrice(SYMBOL);
const order = await broker.placeOrder({
  instrument: SYMBOL,
  side: 'buy',
  quantity: '0.01',
  pricing: { type: 'market' },
  protection: { stopLoss: { trigger: { price: price.mul('0.98').toFixed(1) } } },
});
// A refusal is no exception: the order says why.
if (order.state !== 'filled') console.log(order.denial?.message ?? order.rejection?.venueMessage ?? order.state);
for (const { instrument, marginMode, side, quantity, protection } of await broker.getPositions()) {
  // Whatever else the account holds is none of this program's business.
  if (instrument !== SYMBOL) continue;
  console.log('position', side, quantity.toFixed(), instrument, 'protection', protection.status);
  await broker.closePosition({ instrument, marginMode });
}
const left = (await broker.getPositions()).filter(({ instrument }) => instrument === SYMBOL);
console.log('open positions', left.length);
await broker.close();
await mock?.close();
