import type { CancelReason } from '../../domain/denial.ts';
import type { OrderRow } from '../wire/order-row.ts';

/** OKX's `cancelSource`. @see https://www.okx.com/docs-v5/en/#order-book-trading-trade-ws-order-channel */
const REASONS: Readonly<Record<string, CancelReason>> = {
  '1': 'requested',
  '2': 'insufficient_margin',
  '3': 'insufficient_margin',
  '6': 'liquidation',
  '9': 'insufficient_margin',
  '13': 'fok_not_fillable',
  '14': 'ioc_remainder',
  '15': 'venue',
  '17': 'position_closed',
  '20': 'venue',
  '22': 'position_closed',
  '23': 'position_closed',
  '27': 'no_liquidity',
  '31': 'post_only_would_take',
  '32': 'self_trade',
  '33': 'venue',
};

const PRICE_LIMIT = '15';

/** Why an order left the book. Where OKX only says "the system" or nothing, the order's type tells. */
export function cancelReasonOf({ cancelSource, ordType }: Pick<OrderRow, 'cancelSource' | 'ordType'>): CancelReason {
  const said = REASONS[cancelSource];
  // A market order ends at the edge of the price limits when nobody trades within them.
  const isAtEdge = cancelSource === PRICE_LIMIT && (ordType === 'market' || ordType === 'optimal_limit_ioc');
  if (said !== undefined && !isAtEdge) return said;
  switch (ordType) {
    case 'market':
    case 'optimal_limit_ioc':
      return 'no_liquidity';
    case 'ioc':
      return 'ioc_remainder';
    case 'fok':
      return 'fok_not_fillable';
    default:
      return 'venue';
  }
}
