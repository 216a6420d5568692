import type { Order } from '../../../src/domain/order.ts';
import type { AccountMode } from '../../../src/okx/codec/account-mode.ts';
import { type Listing, readInstruments } from '../../../src/okx/codec/listing.ts';
import type { Reading } from '../../../src/okx/codec/reading.ts';
import { type AlgoRow, algoRow } from '../../../src/okx/wire/algo-row.ts';
import { type FillRow, fillRow, type OrderPushRow, orderPushRow } from '../../../src/okx/wire/order-row.ts';

type Fields = Readonly<Record<string, unknown>>;

/** The BTC swap as OKX lists it: contracts of 0.01 BTC, lots of 0.01 contract. */
export function aSwapRow(change: Fields = {}): Fields {
  return {
    instId: 'BTC-USDT-SWAP',
    instType: 'SWAP',
    instFamily: 'BTC-USDT',
    uly: 'BTC-USDT',
    ctType: 'linear',
    ctVal: '0.01',
    ctMult: '1',
    ctValCcy: 'BTC',
    settleCcy: 'USDT',
    lotSz: '0.01',
    minSz: '0.01',
    tickSz: '0.1',
    maxLmtSz: '100000000',
    maxMktSz: '34000',
    lever: '100',
    state: 'live',
    instIdCode: 10459,
    groupId: '4',
    upcChg: [],
    ...change,
  };
}

/** Spot of BTC against USDT as OKX lists it. */
export function aSpotRow(change: Fields = {}): Fields {
  return {
    instId: 'BTC-USDT',
    instType: 'SPOT',
    ctType: '',
    baseCcy: 'BTC',
    quoteCcy: 'USDT',
    lotSz: '0.00000001',
    minSz: '0.00001',
    tickSz: '0.1',
    maxLmtSz: '9999999999',
    maxMktSz: '1000000',
    lever: '10',
    state: 'live',
    groupId: '1',
    ...change,
  };
}

export const LISTED = readInstruments('GET public/instruments', [aSwapRow(), aSpotRow()]);

export function listing(id: string): Listing {
  const found = LISTED.listings.get(id);
  if (found === undefined) throw new TypeError(`There is no listing of ${id}.`);
  return found;
}

export const SWAP = listing('BTC-USDT-SWAP');
export const SPOT = listing('BTC-USDT');

/** A futures account in net mode. */
export const FUTURES: AccountMode = { level: '2', positionMode: 'net_mode', canTrade: true, canSwap: true };

/** What rows are read against, knowing the given orders. */
export function aReading(orders: readonly Order[] = [], change: Partial<Reading> = {}): Reading {
  return {
    listings: LISTED.listings,
    mode: FUTURES,
    known: (id) => orders.find((order) => order.clientOrderId === id),
    ...change,
  };
}

/** A row of the orders channel, of a limit order to buy 1 contract (0.01 BTC) at 50,000 that is live. */
export function anOrderRow(change: Fields = {}): OrderPushRow {
  return orderPushRow.parse({
    instId: 'BTC-USDT-SWAP',
    instType: 'SWAP',
    ordId: '1001',
    clOrdId: 'order1',
    tag: '',
    algoId: '',
    algoClOrdId: '',
    side: 'buy',
    posSide: 'net',
    tdMode: 'cross',
    ordType: 'limit',
    px: '50000',
    sz: '1',
    state: 'live',
    accFillSz: '0',
    avgPx: '',
    fee: '0',
    feeCcy: 'USDT',
    fillPx: '',
    fillSz: '0',
    fillFee: '0',
    fillFeeCcy: '',
    tradeId: '',
    fillTime: '',
    reduceOnly: 'false',
    category: 'normal',
    cTime: '1000',
    uTime: '1000',
    ...change,
  });
}

/** The push of an execution: `sz` contracts now, `acc` in all. */
export function anExecution(tradeId: string, sz: string, acc: string, change: Fields = {}): OrderPushRow {
  return anOrderRow({
    state: 'partially_filled',
    tradeId,
    fillSz: sz,
    fillPx: '50000',
    fillFee: '-0.25',
    fillFeeCcy: 'USDT',
    fillTime: '1500',
    execType: 'T',
    accFillSz: acc,
    avgPx: '50000',
    uTime: '1500',
    ...change,
  });
}

/** A conditional stop of the BTC swap that waits. */
export function anAlgoRow(change: Fields = {}): AlgoRow {
  return algoRow.parse({
    instId: 'BTC-USDT-SWAP',
    instType: 'SWAP',
    algoId: '9001',
    algoClOrdId: 'order1S',
    ordType: 'conditional',
    side: 'sell',
    tdMode: 'cross',
    sz: '1',
    state: 'live',
    slTriggerPx: '49000',
    slTriggerPxType: 'last',
    slOrdPx: '-1',
    reduceOnly: 'true',
    cTime: '2000',
    uTime: '2000',
    ...change,
  });
}

/** A row of `trade/fills`. */
export function aFillRow(change: Fields = {}): FillRow {
  return fillRow.parse({
    instId: 'BTC-USDT-SWAP',
    instType: 'SWAP',
    tradeId: '77',
    ordId: '1001',
    clOrdId: 'order1',
    billId: '5001',
    side: 'buy',
    fillPx: '50000',
    fillSz: '1',
    fee: '-0.25',
    feeCcy: 'USDT',
    execType: 'T',
    subType: '1',
    fillTime: '1500',
    ts: '1501',
    ...change,
  });
}
