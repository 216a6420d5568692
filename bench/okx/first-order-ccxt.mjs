// From nothing to the first acknowledged order, as ccxt's documentation shows it.
import { Agent } from 'node:http';
import ccxt from 'ccxt';

const { rest, ws, apiKey, secretKey, passphrase } = JSON.parse(process.argv[2]);
const urls = { rest, ws };
const client = new ccxt.okx({
  apiKey,
  secret: secretKey,
  password: passphrase,
  sandbox: true,
  httpAgent: new Agent(),
  urls: { api: urls, test: urls },
});
const order = await client.createOrder('C00/USDT:USDT', 'limit', 'buy', 0.01, 59000);
process.send({ orderId: order.id ?? '', peakBytes: process.resourceUsage().maxRSS * 1024 });
