// From nothing to the first acknowledged order, with the published file as a host imports it.
const { createBroker, memoryOrderJournal } = await import(new URL('../../dist/index.js', import.meta.url).href);

const { rest, ws, apiKey, secretKey, passphrase } = JSON.parse(process.argv[2]);
const instrument = 'C00-USDT-SWAP';
const broker = createBroker(
  { kind: 'okx_demo', apiKey, secretKey, passphrase, endpoints: { rest, ws }, instruments: [instrument] },
  { journal: memoryOrderJournal() },
);
await broker.connect();
const pricing = { type: 'limit', price: '59000' };
const order = await broker.placeOrder({ instrument, side: 'buy', quantity: '0.0001', pricing });
process.send({ orderId: order.venueOrderId ?? '', peakBytes: process.resourceUsage().maxRSS * 1024 });
