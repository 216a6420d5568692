import { describe, expect, it } from 'vitest';
import { toDecimal } from '../../../src/domain/decimal.ts';
import { toMoney } from '../../../src/domain/money.ts';
import {
  NO_PROTECTION,
  Position,
  type PositionFacts,
  type PositionProtection,
  PROTECTION_STATUSES,
} from '../../../src/domain/position.ts';
import { aPosition } from '../../../src/testing/builders/a-position.ts';
import { anInstrument } from '../../../src/testing/builders/an-instrument.ts';

const money = (amount: string) => toMoney(toDecimal(amount));

const COVERED: PositionProtection = {
  status: 'partial',
  coveredQuantity: toDecimal('0.5'),
  stopPrice: toDecimal('90'),
  targetPrice: toDecimal('120'),
};

/** A short of 2 BTC from 100, marked at 95, with a different figure in every place. */
function aShort(change: Partial<PositionFacts> = {}): Position {
  const { facts } = aPosition({ quantity: '-2', entryPrice: '100', markPrice: '95', leverage: '2.5' });
  return new Position({
    ...facts,
    marginMode: 'isolated',
    isolatedMargin: money('80'),
    realized: money('-3'),
    fees: money('0.4'),
    funding: money('0.05'),
    initialMargin: money('76'),
    maintenanceMargin: money('1.9'),
    liquidationPrice: toDecimal('138.5'),
    openedAt: 1000,
    updatedAt: 2000,
    protection: COVERED,
    decisionIds: ['d-1', 'd-2'],
    ...change,
  });
}

describe('a position as it is read', () => {
  it('prints all that is known of it', () => {
    expect(aShort().toJSON()).toEqual({
      instrument: 'BTC-USDT-SWAP',
      marginMode: 'isolated',
      side: 'short',
      quantity: '2',
      entryPrice: '100',
      markPrice: '95',
      unrealizedPnl: '10',
      realizedPnl: '-3',
      fees: '0.4',
      funding: '0.05',
      leverage: '2.5',
      initialMargin: '76',
      maintenanceMargin: '1.9',
      liquidationPrice: '138.5',
      openedAt: 1000,
      updatedAt: 2000,
      protection: { status: 'partial', coveredQuantity: '0.5', stopPrice: '90', targetPrice: '120' },
      decisionIds: ['d-1', 'd-2'],
    });
  });

  it('prints null for what is not known', () => {
    const unknown = aShort({ marks: null, unrealized: null, liquidationPrice: null, protection: NO_PROTECTION });
    expect(unknown.toJSON()).toMatchObject({
      markPrice: null,
      unrealizedPnl: null,
      liquidationPrice: null,
      protection: { status: 'none_requested', coveredQuantity: '0', stopPrice: null, targetPrice: null },
    });
  });

  it.each([
    ['a price is known', 1, '190'],
    ['no price is known', null, undefined],
  ])('has a notional value only when %s', (_what, known, expected) => {
    const position = known === null ? aShort({ marks: null }) : aShort();
    expect(position.notional?.toFixed()).toBe(expected);
  });

  it('has no notional value rather than an undefined one', () => {
    expect(aShort({ marks: null }).notional).toBeNull();
  });

  it('has its isolated margin apart from the initial one', () => {
    expect(aShort().isolatedMargin.toFixed()).toBe('80');
  });

  it.each([
    ['long', '1'],
    ['short', '-1'],
  ])('is %s by the sign of its quantity', (side, quantity) => {
    expect(aPosition({ quantity }).side).toBe(side);
  });

  it('is long when less than a lot of it is held', () => {
    expect(aShort({ lots: 0, exactQuantity: 1n, exactCost: 1n }).side).toBe('long');
  });
});

describe('a position in coins', () => {
  const SPOT = anInstrument({ type: 'spot' });
  /** 1.5 lots of 0.00000001 BTC that cost 0.003 USDT. */
  const holding = (change: Partial<PositionFacts> = {}): Position =>
    new Position({
      ...aPosition({ instrument: SPOT, quantity: '0.00000001' }).facts,
      exactQuantity: money('0.000000015'),
      exactCost: money('0.003'),
      ...change,
    });

  it('counts what is held beyond whole lots', () => {
    expect(holding().quantity.toFixed()).toBe('0.000000015');
  });

  it('has the price that was paid for all of it', () => {
    expect(holding().entryPrice.toFixed()).toBe('200000');
  });

  it.each([
    ['cost', { exactCost: null }],
    ['quantity', { exactQuantity: null }],
  ])('has the price of its lots where no exact %s is kept', (_what, change) => {
    expect(holding(change).entryPrice.toFixed()).toBe('50000');
  });
});

describe('the protection of a position', () => {
  it('has five statuses, from covered to not asked for', () => {
    expect(PROTECTION_STATUSES).toEqual(['verified', 'partial', 'pending', 'missing', 'none_requested']);
  });
});
