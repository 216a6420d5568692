import { createBroker } from 'brokerkit';
import { createPipeline, scriptedModel } from 'brokerkit/pipeline';
import { syntheticMarket } from 'brokerkit/simulated';

const symbol = 'BTC-USDT-SWAP';
const market = syntheticMarket();
await market.connect();
const price = Number((await market.getQuote(symbol)).last);
const [stop, target] = [Math.round(price * 0.98), Math.round(price * 1.03)];
// Put deepSeek({ apiKey }) here, and it decides.
const model = scriptedModel(() =>
  JSON.stringify({ decisions: [{ symbol, action: 'buy', confidence: 0.8, size: 0.1, leverage: 3, stop, target }] }),
);
await using broker = createBroker({ kind: 'simulated', balances: { USDT: '10000' } }, { market });
await using pipeline = createPipeline({ symbols: [symbol] }, { broker, model, market });
await pipeline.start();
const { decisions } = await pipeline.trigger();
for (const { action, outcome, message } of decisions) console.log(action, outcome, message);
const [position] = await broker.getPositions();
console.log(position?.side, position?.quantity.toFixed(), 'protection:', position?.protection.status);
