import { describe, expect, it } from 'vitest';
import { Decimal } from '../../../src/domain/decimal.ts';
import { fromMoney } from '../../../src/domain/money.ts';
import {
  type AccountLevel,
  assertNetMode,
  marginModeOf,
  readAccountMode,
} from '../../../src/okx/codec/account-mode.ts';
import {
  leverageRequest,
  readBalances,
  readFees,
  readHoldings,
  readLeverage,
  readPositions,
  readTiers,
} from '../../../src/okx/codec/account-reading.ts';
import { readAlgo } from '../../../src/okx/codec/algo-reading.ts';
import { readFills } from '../../../src/okx/codec/fill-reading.ts';
import { readBill } from '../../../src/okx/codec/ledger-reading.ts';
import {
  readBook,
  readCandle,
  readFunding,
  readOpenInterest,
  readQuote,
  readTrade,
} from '../../../src/okx/codec/market-reading.ts';
import { lookupEvents, readOrder } from '../../../src/okx/codec/order-reading.ts';
import {
  accountConfigRow,
  balanceRow,
  billRow,
  leverageRow,
  positionRow,
  positionTierRow,
  tradeFeeRow,
} from '../../../src/okx/wire/account-rows.ts';
import {
  bookRow,
  candleRow,
  fundingRow,
  openInterestRow,
  tickerRow,
  tradeRow,
} from '../../../src/okx/wire/market-rows.ts';
import { anOrder } from '../../../src/testing/builders/an-order.ts';
import { aFillRow, anAlgoRow, anOrderRow, aReading, FUTURES, LISTED, SPOT, SWAP } from './rows.ts';

describe('an order that OKX lists', () => {
  it('of ours keeps its identity and has OKX’s state', () => {
    const order = anOrder({ instrument: SWAP.instrument, decisionId: 'd1', state: 'submitted' });
    const row = anOrderRow({ state: 'partially_filled', accFillSz: '0.4', avgPx: '50000.05', fee: '-0.2' });
    const found = readOrder(row, aReading([order]), 'x');
    expect(found?.identity).toBe(order.identity);
    expect(found).toMatchObject({ state: 'partially_filled', venueOrderId: '1001', decisionId: 'd1' });
    expect(found?.filledQuantity.toFixed()).toBe('0.004');
    expect(found?.averagePrice?.toFixed()).toBe('50000.05');
    expect(found?.fee.toFixed()).toBe('0.2');
  });

  it('is named by its own id and never by that of the condition that made it', () => {
    const row = anOrderRow({ ordId: '1002', clOrdId: '', algoId: '9001' });
    const found = readOrder(row, aReading(), 'x', anAlgoRow());
    expect(found).toMatchObject({ clientOrderId: 'order1S', venueOrderId: '1002' });
    expect(found?.progress.triggeredAt).toBe(1000);
  });

  it('as the child of a stop and target in one needs the condition', () => {
    const row = anOrderRow({ ordId: '1002', clOrdId: '', algoId: '9001', algoClOrdId: 'order1P' });
    const oco = anAlgoRow({
      algoClOrdId: 'order1P',
      ordType: 'oco',
      tpTriggerPx: '52000',
      tpOrdPx: '-1',
      state: 'effective',
      actualSide: 'tp',
    });
    expect(readOrder(row, aReading(), 'x')).toBeNull();
    expect(readOrder(row, aReading(), 'x', oco)?.clientOrderId).toBe('order1T');
  });

  it('that was canceled with fills keeps them', () => {
    const row = anOrderRow({ state: 'canceled', accFillSz: '0.4', avgPx: '50000', cancelSource: '1' });
    expect(readOrder(row, aReading(), 'x')).toMatchObject({ state: 'canceled', cancelReason: 'requested' });
    expect(readOrder(row, aReading(), 'x')?.filledQuantity.toFixed()).toBe('0.004');
  });

  it('that filled less than we asked tells so before its fills are booked', () => {
    const order = anOrder({ instrument: SWAP.instrument, state: 'submitted' });
    const found = readOrder(anOrderRow({ state: 'filled', accFillSz: '0.4', avgPx: '50000' }), aReading([order]), 'x');
    expect(found && lookupEvents(found, order)).toMatchObject([{ type: 'order.amended', lots: 40 }]);
  });

  it('of a swap at the market has no limit, though OKX shows one', () => {
    expect(readOrder(anOrderRow({ ordType: 'market', px: '51000' }), aReading(), 'x')).toMatchObject({
      type: 'market',
      limitPrice: null,
    });
  });

  it('sized in quote currency has the size that it filled', () => {
    const row = anOrderRow({
      instId: 'BTC-USDT',
      instType: 'SPOT',
      tdMode: 'cash',
      ordType: 'market',
      px: '',
      sz: '1000',
      tgtCcy: '',
      state: 'filled',
      accFillSz: '0.02',
      avgPx: '50000',
    });
    expect(readOrder(row, aReading(), 'x')?.quantity.toFixed()).toBe('0.02');
  });

  it.each([
    ['conditional', { slTriggerPx: '49000', slOrdPx: '48990' }, 'stop_limit', 'stop_loss'],
    [
      'conditional',
      { slTriggerPx: '', slOrdPx: '', tpTriggerPx: '52000', tpOrdPx: '-1' },
      'take_profit_market',
      'take_profit',
    ],
    [
      'trigger',
      { slTriggerPx: '', triggerPx: '49000', ordPx: '-1', last: '50000', reduceOnly: 'true' },
      'stop_market',
      'stop_loss',
    ],
    [
      'trigger',
      { slTriggerPx: '', triggerPx: '52000', ordPx: '51000', last: '50000', reduceOnly: 'true' },
      'take_profit_limit',
      'take_profit',
    ],
    [
      'trigger',
      { slTriggerPx: '', triggerPx: '52000', ordPx: '-1', last: '50000', side: 'buy', reduceOnly: 'false' },
      'stop_market',
      'entry',
    ],
    ['move_order_stop', { slTriggerPx: '', callbackRatio: '0.01', activePx: '51000' }, 'trailing_stop', 'stop_loss'],
  ])('as a %s with %j is a %s for %s', (ordType, change, type, role) => {
    expect(readAlgo(anAlgoRow({ ordType, ...change }), aReading(), 'x')).toMatchObject([
      { type, role, state: 'armed' },
    ]);
  });
});

describe('a fill that OKX lists', () => {
  const known = [anOrder({ instrument: SWAP.instrument, marginMode: 'isolated', state: 'working' })];

  it('is of the order’s margin mode, and paid for', () => {
    const { fills } = readFills([aFillRow()], aReading(known), 'x');
    expect(fills[0]).toMatchObject({
      fillId: '77',
      marginMode: 'isolated',
      liquidity: 'taker',
      cause: 'order',
      at: 1500,
    });
    expect(fills[0]?.fee.toFixed()).toBe('0.25');
    expect(fills[0]?.quantity.toFixed()).toBe('0.01');
  });

  it('of an order that nobody knows waits until that was read', () => {
    const read = readFills([aFillRow({ clOrdId: '', ordId: '55' })], aReading(), 'x');
    expect(read).toEqual({ fills: [], unknownOrders: [{ ordId: '55', instId: 'BTC-USDT-SWAP' }] });
  });

  it.each([
    ['-5', '104', 'liquidation'],
    ['-6', '125', 'adl'],
    ['-7', '', 'liquidation'],
    ['8', '100', 'liquidation'],
    ['9', '4', 'order'],
  ])('with the trade id %s and the kind "%s" has the cause %s', (tradeId, subType, cause) => {
    const { fills } = readFills([aFillRow({ tradeId, subType })], aReading(known), 'x');
    expect(fills[0]?.cause).toBe(cause);
  });

  it('of spot pays in what it received', () => {
    const row = aFillRow({
      instId: 'BTC-USDT',
      instType: 'SPOT',
      clOrdId: 'x',
      fillSz: '0.5',
      fee: '-0.0005',
      feeCcy: 'BTC',
    });
    expect(readFills([row], aReading(), 'x').fills[0]).toMatchObject({ marginMode: 'cash', feeCurrency: 'BTC' });
  });
});

describe('the account', () => {
  const detail = (change: object) => ({ ccy: 'USDT', eq: '10', cashBal: '9', availBal: '7', availEq: '8', ...change });
  const balance = (...details: object[]) => balanceRow.parse({ totalEq: '10', uTime: '1', details });

  it.each([
    ['availEq', { availEq: '8' }, '8'],
    ['availBal where spot mode has no availEq', { availEq: '' }, '7'],
  ])('has free what is %s', (_name, change, free) => {
    const [row] = readBalances(balance(detail(change)));
    expect(row && [fromMoney(row.cash).toFixed(), fromMoney(row.free).toFixed()]).toEqual(['9', free]);
  });

  it('can owe', () => {
    expect(readBalances(balance(detail({ cashBal: '-3.5' })))[0]?.cash).toBe(-35n * 10n ** 31n);
  });

  it('holds coins at what they cost on average, where OKX says so', () => {
    const row = balance(
      detail({ ccy: 'BTC', cashBal: '0.5', accAvgPx: '40000' }),
      detail({ ccy: 'ETH', cashBal: '1' }),
    );
    const [holding, ...others] = readHoldings(row, LISTED.listings, 'USDT');
    expect(others).toEqual([]);
    expect(holding?.holding && fromMoney(holding.holding.cost).toFixed()).toBe('20000');
  });

  const position = (change: object) =>
    positionRow.parse({
      instId: 'BTC-USDT-SWAP',
      instType: 'SWAP',
      mgnMode: 'cross',
      posSide: 'net',
      pos: '1',
      avgPx: '50000',
      lever: '3',
      margin: '',
      liqPx: '',
      uTime: '1',
      ...change,
    });
  const positions = (...rows: object[]) => readPositions(rows.map(position), LISTED.listings, FUTURES, 'x');

  it.each([
    ['a long', { pos: '1.5' }, 150],
    ['a short', { pos: '-1.5' }, -150],
    ['a short in the other mode', { pos: '1.5', posSide: 'short' }, -150],
  ])('has %s', (_name, change, lots) => {
    expect(positions(change).rows[0]?.lots).toBe(lots);
  });

  it('has no position where the row is empty', () => {
    expect(positions({ pos: '0' }, { pos: '' }).rows).toEqual([]);
  });

  it('has the margin of an isolated position, and its leverage in hundredths', () => {
    const [row] = positions({ mgnMode: 'isolated', margin: '166.5', lever: '2.5', liqPx: '40000' }).rows;
    expect(row).toMatchObject({ marginMode: 'isolated', leverage: 250 });
    expect(row && fromMoney(row.isolatedMargin).toFixed()).toBe('166.5');
    expect(row?.liquidationPrice?.toFixed()).toBe('40000');
  });

  it('names the positions that we do not trade', () => {
    expect(positions({ instId: 'BTC-USD-SWAP' }).leftOut).toEqual(['BTC-USD-SWAP cross']);
  });

  it('cannot have an open position without a price', () => {
    expect(() => positions({ avgPx: '' })).toThrow(/avgPx/);
  });

  it('in long/short mode is refused with the way out', () => {
    const mode = readAccountMode(
      accountConfigRow.parse({ acctLv: '2', posMode: 'long_short_mode', perm: 'read_only,trade' }),
    );
    expect(mode.canTrade).toBe(true);
    expect(() => assertNetMode(mode)).toThrow(/net mode/);
  });

  it('with a key that only reads cannot trade, and in spot mode not swap', () => {
    const mode = readAccountMode(accountConfigRow.parse({ acctLv: '1', posMode: 'net_mode', perm: 'read_only' }));
    expect(mode).toMatchObject({ canTrade: false, canSwap: false });
  });

  it.each([
    ['SWAP', 'cross', '2', 'cross'],
    ['SWAP', 'isolated', '2', 'isolated'],
    ['SPOT', 'cash', '1', 'cash'],
    ['SPOT', 'cross', '3', 'cash'],
    ['MARGIN', 'cross', '3', 'cash'],
    ['MARGIN', 'cross', '2', null],
    ['MARGIN', 'isolated', '3', null],
    ['FUTURES', 'cross', '2', null],
  ])('sees %s traded %s in level %s as %s', (instType, tradeMode, level, marginMode) => {
    expect(marginModeOf(instType, tradeMode, { ...FUTURES, level: level as AccountLevel })).toBe(marginMode);
  });

  it('has its leverage in hundredths, and says it as OKX does', () => {
    const row = leverageRow.parse({ instId: 'A', mgnMode: 'isolated', posSide: 'net', lever: '2.5' });
    const { position: key, leverage } = readLeverage(row);
    expect(leverage).toBe(250);
    expect(leverageRequest(key, leverage)).toEqual({ instId: 'A', mgnMode: 'isolated', lever: '2.5' });
  });

  it.each([
    ['a swap in USDT', SWAP, { makerU: '-0.0002', takerU: '-0.0005', maker: '-0.0003', taker: '-0.0006' }, [200, 500]],
    ['spot', SPOT, { maker: '-0.0008', taker: '-0.001' }, [800, 1000]],
    [
      'a group of instruments',
      SWAP,
      { makerU: '-1', takerU: '-1', feeGroup: [{ groupId: '4', maker: '0.00001', taker: '-0.0003' }] },
      [-10, 300],
    ],
    ['a rate finer than a millionth', SPOT, { maker: '-0.0000005', taker: '-0.0010001' }, [1, 1001]],
  ])('pays for %s', (_name, listing, rates, [makerPpm, takerPpm]) => {
    expect(readFees(tradeFeeRow.parse({ instType: 'X', ...rates }), listing)).toEqual({ makerPpm, takerPpm });
  });

  it('has margin tiers in base units, the last without an end', () => {
    const rows = [
      { tier: '2', minSz: '1001', maxSz: '5000', mmr: '0.005', maxLever: '75' },
      { tier: '1', minSz: '0', maxSz: '1000', mmr: '0.004', maxLever: '100' },
    ].map((row) => positionTierRow.parse(row));
    expect(readTiers(rows, SWAP).rows).toEqual([
      { maxLots: 100_000, maintenancePpm: 4000, maxLeverage: 10_000 },
      { maxLots: Number.POSITIVE_INFINITY, maintenancePpm: 5000, maxLeverage: 7500 },
    ]);
  });
});

describe('a bill', () => {
  const bill = (change: object) =>
    readBill(
      billRow.parse({ billId: '5', ccy: 'USDT', balChg: '-1.5', pnl: '0', ts: '9', ...change }),
      LISTED.listings,
    );

  it.each([
    ['funding paid', { type: '8', subType: '173', pnl: '-0.3', balChg: '-0.3' }, 'funding', '-0.3'],
    ['funding paid, whatever its sign', { type: '8', subType: '173', pnl: '0.3', balChg: '0' }, 'funding', '-0.3'],
    ['funding received', { type: '8', subType: '174', pnl: '0', balChg: '0.3' }, 'funding', '0.3'],
    [
      'funding of an isolated position',
      { type: '8', subType: '173', balChg: '0', posBalChg: '-0.2' },
      'funding',
      '-0.2',
    ],
    ['a transfer in', { type: '1', subType: '11', balChg: '100' }, 'transfer', '100'],
    ['a transfer out', { type: '1', subType: '12', balChg: '-100' }, 'transfer', '-100'],
    ['what the insurance fund pays', { type: '5', subType: '110', balChg: '7' }, 'insurance', '7'],
    ['a clawback', { type: '10', subType: '108', balChg: '-7' }, 'adjustment', '-7'],
    ['interest', { type: '7', subType: '9', balChg: '-0.01' }, 'adjustment', '-0.01'],
    ['what nobody knows', { type: '999', subType: '999', balChg: '2' }, 'adjustment', '2'],
  ])('of %s is money that moved', (_name, change, type, amount) => {
    const entry = bill(change);
    expect(entry).toMatchObject({ entryId: 'bill5', type, currency: 'USDT', at: 9 });
    expect(entry && fromMoney(entry.amount).toFixed()).toBe(amount);
  });

  it.each([
    ['a trade', { type: '2', subType: '1' }],
    ['a liquidation’s trade', { type: '5', subType: '104' }],
    ['a trade of deleveraging', { type: '9', subType: '125' }],
    ['margin moved to a position', { type: '6', subType: '160' }],
    ['nothing', { type: '1', subType: '11', balChg: '0' }],
  ])('of %s is none of the ledger’s', (_name, change) => {
    expect(bill(change)).toBeNull();
  });

  it('of a position names it', () => {
    expect(bill({ type: '8', subType: '173', pnl: '-1', instId: 'BTC-USDT-SWAP', mgnMode: 'isolated' })).toMatchObject({
      instrument: 'BTC-USDT-SWAP',
      marginMode: 'isolated',
    });
  });
});

describe('the market', () => {
  it('has prices, of which some may be missing', () => {
    const row = tickerRow.parse({ instId: 'A', last: '5', askPx: '', bidPx: '4', ts: '9' });
    expect(readQuote(row, new Decimal('4.5'))).toMatchObject({ ask: null, at: 9 });
  });

  const candle = candleRow.parse(['60000', '1', '3', '0.5', '2', '700', '7', '14', '0']);
  it.each([
    ['a swap', SWAP, '7'],
    ['spot', SPOT, '700'],
  ])('has bars of %s with volumes in base units', (_name, listing, volume) => {
    const bar = readCandle(candle, listing);
    expect([bar.volume.toFixed(), bar.isClosed, bar.high.toFixed()]).toEqual([volume, false, '3']);
  });

  it('has books and trades in base units', () => {
    const book = readBook(bookRow.parse({ asks: [['50000', '2', '0', '1']], bids: [], ts: '1' }), SWAP);
    expect(book.asks[0]?.quantity.toFixed()).toBe('0.02');
    const trade = readTrade(
      tradeRow.parse({ instId: 'A', tradeId: '1', px: '5', sz: '3', side: 'buy', ts: '1' }),
      SWAP,
    );
    expect(trade.quantity.toFixed()).toBe('0.03');
  });

  it('charges funding at its time, with the period that follows', () => {
    const funding = readFunding(
      fundingRow.parse({
        instId: 'A',
        fundingRate: '0.0001',
        fundingTime: '28800000',
        nextFundingTime: '57600000',
        nextFundingRate: '',
      }),
    );
    expect([funding.rate?.toFixed(), funding.at, funding.periodMs]).toEqual(['0.0001', 28_800_000, 28_800_000]);
  });

  it('has open interest in base units', () => {
    expect(readOpenInterest(openInterestRow.parse({ instId: 'A', oi: '100', oiCcy: '1', ts: '1' })).toFixed()).toBe(
      '1',
    );
  });
});
