import type { CancelReason, Rejection } from '../../domain/denial.ts';
import type { ListedInstrument } from './listed-instrument.ts';
import { type Refusal, refuse } from './okx-codes.ts';

/** What OKX says of an order that the core has taken out of the book. */
export const CANCEL_SOURCES: Readonly<Record<CancelReason, { readonly code: string; readonly reason: string }>> = {
  requested: { code: '1', reason: 'Order canceled by user' },
  ioc_remainder: { code: '14', reason: 'IOC order was partially canceled due to incompletely filled' },
  fok_not_fillable: { code: '13', reason: 'FOK order was canceled due to incompletely filled' },
  post_only_would_take: { code: '31', reason: 'The post-only order will take liquidity in maker orders' },
  no_liquidity: { code: '15', reason: 'The order price is beyond the limit' },
  self_trade: { code: '32', reason: 'Self trade prevention' },
  sibling_filled: { code: '0', reason: 'Order canceled by system' },
  position_closed: { code: '17', reason: 'Close order was canceled, because the position was already closed' },
  parent_ended: { code: '0', reason: 'Order canceled by system' },
  liquidation: { code: '3', reason: 'Order canceled due to forced liquidation' },
  insufficient_margin: { code: '2', reason: 'Order canceled by system due to insufficient margin' },
  amended_to_filled: { code: '1', reason: 'Order canceled by user' },
  venue: { code: '0', reason: 'Order canceled by system' },
};

/** What OKX says for a refusal of the core. */
export function refusalOf(rejection: Rejection, listed: ListedInstrument): Refusal {
  switch (rejection.reason) {
    case 'insufficient_margin':
    case 'insufficient_balance': {
      const currency = rejection.figures.currency ?? listed.field('settleCcy');
      return refuse('51008', `Order failed. Insufficient ${currency} balance in account.`, '1000');
    }
    case 'position_limit':
      return refuse('51004');
    case 'account_restricted':
      return refuse('50022');
    case 'nothing_to_reduce':
      return refuse('51169');
    case 'reduce_only_wrong_side':
      return refuse('51170');
    case 'instrument_unavailable':
    case 'no_liquidity':
      return refuse('51022', `${listed.instId} cannot be traded now.`);
    case 'invalid_quantity':
      return 'position' in rejection.figures ? refuse('51112') : refuse('51202', rejection.venueMessage);
    case 'duplicate_client_order_id':
      return refuse('51016');
    case 'leverage_not_allowed':
      return refuse('59102');
    default:
      return refuse('51000', rejection.venueMessage);
  }
}
