import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Decimal } from '../../src/domain/decimal.ts';
import { Instrument } from '../../src/domain/instrument.ts';
import { MarginTiers } from '../../src/domain/margin.ts';
import { fromMoney, toMoney } from '../../src/domain/money.ts';
import { Exchange } from '../../src/exchange/exchange.ts';
import type { AccountEvent } from '../../src/exchange/exchange-results.ts';
import type { OrderCommand } from '../../src/exchange/order-command.ts';
import { ReferenceExchange, type ReferenceFill, type ReferenceRequest } from './reference-exchange.ts';

const ACCOUNTS = ['ada', 'ben', 'cyd'] as const;
const CASH = '1000000000';
const TERMS = { tickSize: '0.1', lotSize: '0.0001', makerRate: '0.0002', takerRate: '0.0005' } as const;

const SWAP = new Instrument({
  id: 'BTC-USDT-SWAP',
  type: 'swap',
  baseCurrency: 'BTC',
  quoteCurrency: 'USDT',
  settleCurrency: 'USDT',
  contractValue: '0.01',
  lotSize: TERMS.lotSize,
  minQuantity: '0.0001',
  tickSize: TERMS.tickSize,
  maxLimitQuantity: '1000000',
  maxMarketQuantity: '10000',
  maxLeverage: '100',
});

type Operation =
  | ({ readonly kind: 'order' } & Omit<ReferenceRequest, 'id'>)
  | { readonly kind: 'cancel'; readonly pick: number }
  | { readonly kind: 'amend'; readonly pick: number; readonly ticks: number; readonly lots: number };

function operations(ticks: fc.Arbitrary<number>): fc.Arbitrary<Operation[]> {
  const pick = fc.nat();
  const lots = fc.integer({ min: 1, max: 30 });
  const order = fc.record({
    kind: fc.constant('order' as const),
    account: fc.constantFrom(...ACCOUNTS),
    side: fc.constantFrom<'buy' | 'sell'>('buy', 'sell'),
    lots,
    selfTrade: fc.constantFrom<'cancel_maker' | 'cancel_taker' | 'cancel_both'>(
      'cancel_maker',
      'cancel_taker',
      'cancel_both',
    ),
  });
  const timeInForce = fc.constantFrom<'gtc' | 'ioc' | 'fok' | 'post_only'>(
    'gtc',
    'gtc',
    'gtc',
    'ioc',
    'fok',
    'post_only',
  );
  const limit = fc
    .tuple(order, ticks, timeInForce)
    .map(([base, at, force]) => ({ ...base, ticks: at, timeInForce: force }));
  const market = order.map((base) => ({ ...base, ticks: null, timeInForce: 'gtc' as const }));
  return fc.array(
    fc.oneof(
      { weight: 7, arbitrary: limit },
      { weight: 1, arbitrary: market },
      { weight: 2, arbitrary: fc.record({ kind: fc.constant('cancel' as const), pick }) },
      { weight: 2, arbitrary: fc.record({ kind: fc.constant('amend' as const), pick, ticks, lots }) },
    ),
    { maxLength: 120 },
  );
}

/** The exchange under test with what each account heard of its fills. */
class HeardExchange {
  readonly exchange = new Exchange({
    instruments: [SWAP],
    fees: () => ({ makerPpm: 200, takerPpm: 500 }),
    tiers: () => new MarginTiers(SWAP, [{ maxQuantity: null, maintenanceRate: '0.004', maxLeverage: '100' }]),
    defaultLeverage: 1000,
    startsAt: 0,
  });
  readonly fills = new Map<string, ReferenceFill[]>();

  constructor() {
    for (const account of ACCOUNTS) {
      this.exchange.openAccount(account, new Map([['USDT', toMoney(new Decimal(CASH))]]));
      const fills: ReferenceFill[] = [];
      this.fills.set(account, fills);
      this.exchange.listen(account, { heard: (event) => hear(fills, event) });
    }
  }

  /** Resting orders of all accounts, in the order in which they came. */
  open(): { account: string; id: string; left: number; filled: number }[] {
    return ACCOUNTS.flatMap((account) =>
      this.exchange.openOrders(account).map((order) => ({
        account,
        id: order.clientOrderId,
        left: order.progress.lots - order.progress.filledLots,
        filled: order.progress.filledLots,
      })),
    );
  }
}

function hear(fills: ReferenceFill[], heard: AccountEvent): void {
  if (heard.type !== 'order' || heard.event.type !== 'order.filled') return;
  const { facts, fee, liquidity } = heard.event.fill;
  fills.push({ id: facts.clientOrderId, ticks: facts.ticks, lots: facts.lots, liquidity, fee: fee.toFixed() });
}

function commandOf(request: ReferenceRequest): OrderCommand {
  return {
    clientOrderId: request.id,
    instrument: SWAP,
    side: request.side,
    type: request.ticks === null ? 'market' : 'limit',
    lots: request.lots,
    limitTicks: request.ticks,
    timeInForce: request.timeInForce,
    triggerTicks: null,
    triggerBy: 'last',
    trail: null,
    effect: 'open',
    marginMode: 'cross',
    role: 'entry',
    selfTradePrevention: request.selfTrade,
    protection: null,
    expiresAt: null,
    identity: null,
  };
}

/** Runs both and compares fills, what rests, cash and positions, to the last digit. */
function agree(stream: readonly Operation[]): void {
  const fast = new HeardExchange();
  const slow = new ReferenceExchange(ACCOUNTS, CASH, TERMS);
  stream.forEach((operation, number) => {
    if (operation.kind === 'order') {
      const request = { ...operation, id: `o${number}` };
      fast.exchange.submit(request.account, commandOf(request));
      slow.submit(request);
      return;
    }
    const open = fast.open();
    const chosen = open[operation.pick % Math.max(1, open.length)];
    if (chosen === undefined) return;
    if (operation.kind === 'cancel') {
      fast.exchange.cancel(chosen.account, { clientOrderId: chosen.id });
      slow.cancel(chosen.account, chosen.id);
    } else {
      const change = { limitTicks: operation.ticks, lots: operation.lots + chosen.filled };
      fast.exchange.amend(chosen.account, { clientOrderId: chosen.id }, change);
      slow.amend(chosen.account, chosen.id, operation.ticks, operation.lots);
    }
  });
  for (const account of ACCOUNTS) {
    const expected = slow.account(account);
    const position = fast.exchange.account(account).position(SWAP, 'cross');
    expect(fast.fills.get(account)).toEqual(expected.fills);
    expect({
      cash: fromMoney(fast.exchange.account(account).cash('USDT')).toFixed(),
      quantity: SWAP.quantityOf(position.lots).toFixed(),
      cost: fromMoney(BigInt(position.cost) * SWAP.costMoney).toFixed(),
    }).toEqual({
      cash: expected.cash.toFixed(),
      quantity: expected.quantity.toFixed(),
      cost: expected.cost.toFixed(),
    });
  }
  const resting = (['buy', 'sell'] as const).flatMap((side) => slow.book.inOrder(side));
  expect(
    fast
      .open()
      .map(({ id, left }) => [id, left])
      .sort(),
  ).toEqual(resting.map(({ id, lots }) => [id, lots]).sort());
}

describe('the exchange against the trading rules written down a second time', () => {
  it('agrees on fills, fees, cash, positions and open orders where accounts crowd at a few prices', () => {
    fc.assert(fc.property(operations(fc.integer({ min: 600_000, max: 600_010 })), agree));
  });

  it('agrees where prices lie far apart', () => {
    const far = fc.oneof(
      { weight: 4, arbitrary: fc.integer({ min: 600_000, max: 600_100 }) },
      { weight: 1, arbitrary: fc.integer({ min: 1, max: 20 }) },
      { weight: 1, arbitrary: fc.integer({ min: 90_000_000, max: 90_000_100 }) },
    );
    fc.assert(fc.property(operations(far), agree));
  });
});
