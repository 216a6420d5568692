import { RestClient } from 'okx-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { okxDemoFromEnv } from '../../src/config.ts';
import { Decimal } from '../../src/domain/decimal.ts';
import type { BaseBroker } from '../../src/ports/broker.ts';
import { aDemoBroker, demoAccount, liveName, SWAP } from './demo-account.ts';

/** OKX's own view of the account, read by a client that is not ours. */
function anotherClient(): RestClient {
  const { apiKey, secretKey: apiSecret, passphrase: apiPass } = okxDemoFromEnv();
  const rest = demoAccount()?.endpoints?.rest;
  return new RestClient({
    apiKey,
    apiSecret,
    apiPass,
    demoTrading: true,
    ...(rest === undefined ? {} : { baseUrl: rest }),
  });
}

describe.skipIf(demoAccount() === null)(liveName('the account on OKX demo trading'), () => {
  let broker: BaseBroker;
  let client: RestClient;

  beforeAll(async () => {
    client = anotherClient();
    broker = aDemoBroker();
    await broker.connect();
    const { minQuantity } = await broker.getInstrument(SWAP);
    await broker.placeOrder({ instrument: SWAP, side: 'buy', quantity: minQuantity, pricing: { type: 'market' } });
    // Pushes may come later than the answers that they follow from.
    await broker.reconcile();
  });
  afterAll(async () => {
    for (const position of await broker.getPositions()) {
      if (position.instrument === SWAP) await broker.closePosition(position);
    }
    await broker.close();
  });

  it('has the positions that another client reads', async () => {
    const rules = await broker.getInstrument(SWAP);
    const rows = await client.getPositions({ instId: SWAP });
    const theirs = rows.map(({ pos }) => rules.contractValue.mul(pos)).filter((quantity) => !quantity.isZero());
    const ours = (await broker.getPositions()).filter(({ instrument }) => instrument === SWAP);
    expect(ours.map(({ quantity }) => quantity.toFixed())).toEqual(theirs.map((quantity) => quantity.abs().toFixed()));
  });

  it('has the cash that another client reads', async () => {
    const [row] = await client.getBalance();
    const theirs = row?.details.find(({ ccy }) => ccy === 'USDT')?.cashBal ?? '0';
    const ours = (await broker.getBalance()).currencies.find(({ currency }) => currency === 'USDT')?.cash;
    expect(ours?.toFixed()).toBe(new Decimal(theirs).toFixed());
  });

  it('has the open orders that another client reads', async () => {
    const theirs = await client.getOrderList({ instType: 'SWAP', instId: SWAP });
    const ours = (await broker.getOpenOrders(SWAP)).filter(({ type }) => type === 'limit');
    expect(ours.map(({ venueOrderId }) => venueOrderId).sort()).toEqual(theirs.map(({ ordId }) => ordId).sort());
  });

  it('does not drift', async () => {
    expect(await broker.reconcile()).toEqual([]);
  });
});
