import { createBroker } from 'brokerkit';
import { createPipeline } from 'brokerkit/pipeline';
import { syntheticMarket } from 'brokerkit/simulated';
import { anyModel, type ChatModel } from './any-model.ts';

// In place of `new ChatOpenAI({ model })` from @langchain/openai, or whatever you have: it stays out of the market.
const chat: ChatModel = {
  invoke: async (messages) => ({
    content: JSON.stringify({
      decisions: [{ symbol: 'BTC-USDT-SWAP', action: 'no_entry', confidence: 0.7, riskThesis: 'Nothing to see.' }],
    }),
    usage_metadata: { input_tokens: messages.length * 100, output_tokens: 30 },
  }),
};

const market = syntheticMarket();
const broker = createBroker({ kind: 'simulated' }, { market });
const model = anyModel(chat, { provider: 'langchain', model: 'mine' });
await using pipeline = createPipeline({ symbols: ['BTC-USDT-SWAP'] }, { broker, model, market });
await pipeline.start();
const { status, usage, decisions } = await pipeline.trigger();
console.log(
  status,
  usage?.inputTokens,
  'tokens in;',
  decisions.map(({ action, outcome }) => `${action}: ${outcome}`).join(),
);
await pipeline.stop();
await broker.close();
await market.close();
