import { describe, expect, it } from 'vitest';
import { REJECTION_REASONS } from '../../../src/domain/denial.ts';
import { ERROR_CODES } from '../../../src/errors/codes.ts';
import { OKX_ERRORS, okxError } from '../../../src/okx/error-table.ts';
import { errorOf } from '../../../src/okx/venue-error.ts';

/** Code, what is thrown, whether it was executed, and why an order was not taken. */
const TABLE: readonly (readonly [string, string, string, string])[] = [
  ['50001', 'venue/unavailable', 'unknown', 'other'],
  ['50004', 'net/timeout', 'unknown', 'other'],
  ['50011', 'net/rate_limited', 'no', 'other'],
  ['50013', 'venue/unavailable', 'unknown', 'other'],
  ['50017', 'venue/unavailable', 'no', 'account_restricted'],
  ['50018', 'venue/unavailable', 'no', 'account_restricted'],
  ['50019', 'venue/unavailable', 'no', 'account_restricted'],
  ['50020', 'venue/unavailable', 'no', 'account_restricted'],
  ['50021', 'venue/unavailable', 'no', 'account_restricted'],
  ['50022', 'venue/unavailable', 'no', 'account_restricted'],
  ['50023', 'venue/unavailable', 'no', 'account_restricted'],
  ['50026', 'venue/unavailable', 'unknown', 'other'],
  ['50036', 'venue/failed', 'no', 'expired'],
  ['50037', 'venue/failed', 'no', 'expired'],
  ['50038', 'config/unsupported', 'no', 'other'],
  ['50040', 'net/rate_limited', 'no', 'other'],
  ['50042', 'venue/failed', 'no', 'other'],
  ['50061', 'net/rate_limited', 'no', 'other'],
  ['50062', 'venue/unavailable', 'no', 'account_restricted'],
  ['50071', 'order/duplicate_id', 'duplicate_live', 'duplicate_client_order_id'],
  ['50100', 'auth/rejected', 'no', 'account_restricted'],
  ['50101', 'auth/wrong_environment', 'no', 'account_restricted'],
  ['50102', 'auth/rejected', 'no', 'other'],
  ['50103', 'auth/rejected', 'no', 'account_restricted'],
  ['50104', 'auth/rejected', 'no', 'account_restricted'],
  ['50105', 'auth/rejected', 'no', 'account_restricted'],
  ['50106', 'auth/rejected', 'no', 'account_restricted'],
  ['50107', 'auth/rejected', 'no', 'account_restricted'],
  ['50110', 'auth/permission_missing', 'no', 'account_restricted'],
  ['50111', 'auth/rejected', 'no', 'account_restricted'],
  ['50112', 'auth/rejected', 'no', 'account_restricted'],
  ['50113', 'auth/rejected', 'no', 'account_restricted'],
  ['50114', 'auth/rejected', 'no', 'account_restricted'],
  ['50119', 'auth/rejected', 'no', 'account_restricted'],
  ['50120', 'auth/permission_missing', 'no', 'account_restricted'],
  ['51000', 'venue/failed', 'no', 'other'],
  ['51001', 'venue/unknown_instrument', 'no', 'instrument_unavailable'],
  ['51004', 'venue/failed', 'no', 'position_limit'],
  ['51005', 'venue/failed', 'no', 'invalid_quantity'],
  ['51006', 'venue/failed', 'no', 'price_out_of_range'],
  ['51008', 'venue/failed', 'no', 'insufficient_margin'],
  ['51010', 'venue/failed', 'no', 'account_restricted'],
  ['51016', 'order/duplicate_id', 'duplicate_live', 'duplicate_client_order_id'],
  ['51020', 'venue/failed', 'no', 'invalid_quantity'],
  ['51021', 'venue/failed', 'no', 'instrument_unavailable'],
  ['51022', 'venue/failed', 'no', 'instrument_unavailable'],
  ['51027', 'venue/failed', 'no', 'instrument_unavailable'],
  ['51028', 'venue/failed', 'no', 'instrument_unavailable'],
  ['51029', 'venue/failed', 'no', 'instrument_unavailable'],
  ['51030', 'venue/failed', 'no', 'instrument_unavailable'],
  ['51046', 'venue/failed', 'no', 'invalid_price'],
  ['51047', 'venue/failed', 'no', 'invalid_price'],
  ['51048', 'venue/failed', 'no', 'invalid_price'],
  ['51049', 'venue/failed', 'no', 'invalid_price'],
  ['51050', 'venue/failed', 'no', 'invalid_price'],
  ['51051', 'venue/failed', 'no', 'invalid_price'],
  ['51052', 'venue/failed', 'no', 'invalid_price'],
  ['51053', 'venue/failed', 'no', 'invalid_price'],
  ['51054', 'net/timeout', 'unknown', 'other'],
  ['51101', 'venue/failed', 'no', 'invalid_quantity'],
  ['51108', 'venue/failed', 'no', 'nothing_to_reduce'],
  ['51112', 'venue/failed', 'no', 'nothing_to_reduce'],
  ['51119', 'venue/failed', 'no', 'insufficient_balance'],
  ['51121', 'venue/failed', 'no', 'invalid_quantity'],
  ['51127', 'venue/failed', 'no', 'insufficient_balance'],
  ['51131', 'venue/failed', 'no', 'insufficient_balance'],
  ['51135', 'venue/failed', 'no', 'price_out_of_range'],
  ['51136', 'venue/failed', 'no', 'price_out_of_range'],
  ['51137', 'venue/failed', 'no', 'price_out_of_range'],
  ['51138', 'venue/failed', 'no', 'price_out_of_range'],
  ['51149', 'net/timeout', 'unknown', 'other'],
  ['51169', 'venue/failed', 'no', 'nothing_to_reduce'],
  ['51170', 'venue/failed', 'no', 'reduce_only_wrong_side'],
  ['51174', 'venue/failed', 'no', 'too_many_orders'],
  ['51202', 'venue/failed', 'no', 'invalid_quantity'],
  ['51277', 'venue/failed', 'no', 'invalid_price'],
  ['51278', 'venue/failed', 'no', 'invalid_price'],
  ['51279', 'venue/failed', 'no', 'invalid_price'],
  ['51280', 'venue/failed', 'no', 'invalid_price'],
  ['51400', 'order/unknown_order', 'query', 'order_not_found'],
  ['51401', 'order/unknown_order', 'query', 'order_not_found'],
  ['51402', 'order/unknown_order', 'query', 'order_not_found'],
  ['51405', 'order/unknown_order', 'query', 'order_not_found'],
  ['51410', 'venue/failed', 'no', 'other'],
  ['51412', 'net/timeout', 'unknown', 'other'],
  ['51416', 'order/unknown_order', 'query', 'order_not_found'],
  ['51503', 'order/unknown_order', 'query', 'order_not_found'],
  ['51509', 'order/unknown_order', 'query', 'order_not_found'],
  ['51510', 'order/unknown_order', 'query', 'order_not_found'],
  ['51511', 'venue/failed', 'no', 'would_take_liquidity'],
  ['51513', 'net/rate_limited', 'no', 'other'],
  ['51603', 'order/unknown_order', 'query', 'order_not_found'],
  ['59000', 'venue/failed', 'no', 'leverage_not_allowed'],
  ['59101', 'venue/failed', 'no', 'leverage_not_allowed'],
  ['59102', 'venue/failed', 'no', 'leverage_not_allowed'],
  ['59107', 'venue/failed', 'no', 'leverage_not_allowed'],
  ['59113', 'venue/unavailable', 'no', 'account_restricted'],
  ['4001', 'venue/failed', 'no', 'other'],
  ['4004', 'venue/failed', 'no', 'other'],
  ['4005', 'venue/failed', 'no', 'other'],
  ['4007', 'auth/rejected', 'no', 'account_restricted'],
  ['4008', 'venue/failed', 'no', 'other'],
  ['4009', 'venue/failed', 'no', 'other'],
  ['60005', 'auth/rejected', 'no', 'account_restricted'],
  ['60006', 'auth/rejected', 'no', 'account_restricted'],
  ['60007', 'auth/rejected', 'no', 'account_restricted'],
  ['60009', 'auth/rejected', 'no', 'account_restricted'],
  ['60011', 'venue/failed', 'no', 'other'],
  ['60012', 'venue/failed', 'no', 'other'],
  ['60013', 'venue/failed', 'no', 'other'],
  ['60014', 'net/rate_limited', 'no', 'other'],
  ['60018', 'venue/failed', 'no', 'other'],
  ['60024', 'auth/rejected', 'no', 'account_restricted'],
  ['64003', 'venue/failed', 'no', 'other'],
  ['64007', 'venue/unavailable', 'unknown', 'other'],
  ['64008', 'venue/failed', 'no', 'other'],
];

describe('the code', () => {
  it.each(TABLE)('%s is thrown as %s, is executed: %s, and refuses for %s', (code, throws, executed, reason) => {
    expect(OKX_ERRORS.get(code)).toMatchObject({ code, throws, executed, reason });
  });

  it.each([...OKX_ERRORS.values()].map((row) => [row.code, row] as const))(
    '%s has a sentence for a person and one for a model, and advice that fits',
    (_code, row) => {
      expect(row.person).toMatch(/^[A-Z].+\.$/);
      expect(row.model).toMatch(/^[A-Z].+\.$/);
      expect(REJECTION_REASONS).toContain(row.reason);
      expect(Object.values(ERROR_CODES).flat()).toContain(row.throws);
      // Whoever may not repeat a command must be told to look; whoever may wait must be told how long.
      const isDoubtful = row.executed !== 'no';
      expect(row.advice.retry === 'lookup').toBe(isDoubtful);
      expect(row.throws === 'net/rate_limited').toBe(row.advice.retry === 'after');
    },
  );

  it.each([...OKX_ERRORS.keys()])('%s becomes an error of its family', (code) => {
    const error = errorOf('POST trade/order', code, 'said so');
    expect(error.code).toBe(okxError(code).throws);
    expect(ERROR_CODES[error.family]).toContain(error.code);
    expect(error.details).toMatchObject({ venueCode: code, venueMessage: 'said so', endpoint: 'POST trade/order' });
  });

  it('is in this table for every row, and no row twice', () => {
    expect(TABLE.map(([code]) => code).sort()).toEqual([...OKX_ERRORS.keys()].sort());
  });
});

describe('a code that is not known', () => {
  it.each([
    ['of a key', '50199', 'no'],
    ['of an order', '51999', 'no'],
    ['of an option', '54000', 'no'],
    ['of a setting', '59999', 'no'],
    ['of the service', '50099', 'unknown'],
    ['of nobody', '12345', 'unknown'],
  ])('%s counts by its family', (_name, code, executed) => {
    expect(okxError(code).executed).toBe(executed);
  });
});
