import { Agent } from 'node:http';
import ccxt from 'ccxt';
import type { ServerAddress } from './server-messages.ts';

function settings({ rest, ws, apiKey, secretKey, passphrase }: ServerAddress) {
  const urls = { rest, ws };
  return {
    apiKey,
    secret: secretKey,
    password: passphrase,
    sandbox: true,
    httpAgent: new Agent(),
    options: { fetchMarkets: { types: ['swap'] } },
    urls: { api: urls, test: urls },
  };
}

/** ccxt with its markets loaded. */
export async function aCcxt(address: ServerAddress, limiter: 'on' | 'off'): Promise<InstanceType<typeof ccxt.okx>> {
  const client = new ccxt.okx({ ...settings(address), enableRateLimit: limiter === 'on' });
  await client.loadMarkets();
  return client;
}

/** ccxt.pro with its markets loaded. */
export async function aCcxtPro(address: ServerAddress): Promise<InstanceType<typeof ccxt.pro.okx>> {
  const client = new ccxt.pro.okx({ ...settings(address), enableRateLimit: false });
  await client.loadMarkets();
  return client;
}
