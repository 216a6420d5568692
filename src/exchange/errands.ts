import type { Errand } from './agenda.ts';
import { amendOrder } from './amendment.ts';
import type { ExchangeState } from './exchange-state.ts';
import { changeLeverage } from './leverage.ts';
import { tellRefused } from './news.ts';
import { reject } from './order-check.ts';
import { cancelOrder, expireOrder } from './order-end.ts';
import { enterOrder } from './order-entry.ts';
import { NO_SLOT } from './order-slots.ts';

/** Does what was under way and has arrived. Its answer comes as an event. */
export function runErrand(state: ExchangeState, errand: Errand): void {
  if (errand.type === 'expiry') {
    const slot = state.orders.find(errand.sequence);
    if (slot !== NO_SLOT && state.orders.isOpen(slot)) expireOrder(state, slot);
    return;
  }
  const account = state.account(errand.accountId);
  switch (errand.type) {
    case 'submit': {
      const answer = enterOrder(state, account, errand.command);
      if (typeof answer !== 'number')
        tellRefused(state, account, errand.command.clientOrderId, 'order.rejected', answer);
      return;
    }
    case 'cancel': {
      const slot = state.find(account, errand.ref);
      if (slot !== NO_SLOT && state.orders.isOpen(slot)) cancelOrder(state, slot, 'requested');
      else if ('clientOrderId' in errand.ref) {
        const rejection = reject('order_not_found', 'The order is not open.');
        tellRefused(state, account, errand.ref.clientOrderId, 'order.cancel_rejected', rejection);
      }
      return;
    }
    case 'amend': {
      const slot = state.find(account, errand.ref);
      const rejection =
        slot === NO_SLOT
          ? reject('order_not_found', 'The order is not known.')
          : amendOrder(state, slot, errand.change);
      if (rejection !== null && 'clientOrderId' in errand.ref)
        tellRefused(state, account, errand.ref.clientOrderId, 'order.amend_rejected', rejection);
      return;
    }
    case 'leverage':
      changeLeverage(state, account, errand.key, errand.leverage);
      return;
  }
}
