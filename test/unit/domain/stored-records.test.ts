import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clientOrderIdOf } from '../../../src/domain/client-order-id.ts';
import { Decimal, decimalText } from '../../../src/domain/decimal.ts';
import { Position } from '../../../src/domain/position.ts';
import { storedFill, storedOrder } from '../../../src/domain/stored-execution.ts';
import { storedClosedPosition, storedPosition } from '../../../src/domain/stored-portfolio.ts';
import { aFill, anOrder, aPosition } from '../../../src/testing/index.ts';

const DECISION = '01890a5d-ac96-774b-bcce-b302099a8057';

describe('the text of a decimal', () => {
  it.each([
    ['trailing zeros', '1.500', '1.5'],
    ['a sign', '+1', '1'],
    ['no whole part', '.5', '0.5'],
    ['a negative zero', '-0.0', '0'],
    ['seventy digits', `${'7'.repeat(50)}.${'3'.repeat(20)}`, `${'7'.repeat(50)}.${'3'.repeat(20)}`],
  ])('with %s is the one that equal numbers share', (_what, written, text) => {
    expect(decimalText(written)).toBe(text);
  });

  it('is that of its number, however it was written', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[+-]?0{0,2}[0-9]{1,4}(\.[0-9]{0,4})?$/), (written) => {
        const number = new Decimal(written);
        expect(decimalText(written)).toBe(number.isZero() ? '0' : number.toFixed());
      }),
    );
  });
});

describe('the record of a fill', () => {
  it('names the decision of its order, and none where the order has none', () => {
    const clientOrderId = clientOrderIdOf({ uuid: DECISION, role: 'entry', attempt: 1 });
    const fill = aFill({ clientOrderId });
    expect([storedFill(fill, DECISION).decisionId, storedFill(fill, null).decisionId]).toEqual([DECISION, null]);
  });

  it('has the figures of the fill as text', () => {
    const fill = aFill({ quantity: '0.3', price: '50000', fee: '-0.0000001' });
    expect(storedFill(fill, null)).toMatchObject({ quantity: '0.3', price: '50000', fee: '-0.0000001' });
  });
});

describe('the record of an order', () => {
  it('says why it was denied, with the figures', () => {
    const figures = { requested: '0.5', allowed: '0.3' };
    const denial = { code: 'leverage_limit', message: 'Too much.', figures, nearest: null } as const;
    const order = anOrder({ state: 'denied', denial });
    expect(storedOrder(order)).toMatchObject({
      state: 'denied',
      reason: 'leverage_limit',
      message: 'Too much.',
      figures,
    });
  });
});

describe('the record of a position', () => {
  it('has the figures of the position as text', () => {
    const position = aPosition({ quantity: '-2', entryPrice: '90' });
    expect(storedPosition(position)).toMatchObject({ side: 'short', quantity: '2', entryPrice: '90' });
  });

  it.each([
    ['a long', '0.01', '45123.5'],
    ['a short', '-0.01', '45123.4'],
  ])('has the liquidation price of %s on the tick that is reached first', (_what, quantity, stored) => {
    const liquidationPrice = new Decimal(`45123.4${'3'.repeat(50)}`);
    const position = new Position({ ...aPosition({ quantity }).facts, liquidationPrice });
    expect(storedPosition(position).liquidationPrice).toBe(stored);
  });
});

describe('the record of a closed position', () => {
  const closed = {
    instrument: 'BTC-USDT-SWAP',
    marginMode: 'cross',
    side: 'long',
    maxQuantity: new Decimal('1'),
    entryPrice: new Decimal('100'),
    exitPrice: new Decimal('110'),
    realizedPnl: new Decimal('10'),
    fees: new Decimal('1'),
    funding: new Decimal('0'),
    netPnl: new Decimal('9'),
    openedAt: 1,
    closedAt: 2,
    closedBy: 'order',
    decisionIds: [DECISION],
  } as const;

  it('has the same id whenever it is made', () => {
    expect(storedClosedPosition({ ...closed }).closedPositionId).toBe(storedClosedPosition(closed).closedPositionId);
  });

  it.each([
    ['another price', storedClosedPosition({ ...closed, exitPrice: new Decimal('111') })],
    ['another instant', storedClosedPosition({ ...closed, closedAt: 3 })],
    ['a second occurrence', storedClosedPosition(closed, 2)],
  ])('has another id for %s', (_what, other) => {
    expect(other.closedPositionId).not.toBe(storedClosedPosition(closed).closedPositionId);
  });
});
