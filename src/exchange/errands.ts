import type { Rejection } from '../domain/denial.ts';
import type { Errand } from './agenda.ts';
import { amendOrder } from './amendment.ts';
import type { ExchangeState } from './exchange-state.ts';
import { settleFunding } from './funding.ts';
import { changeLeverage } from './leverage.ts';
import type { Market } from './market.ts';
import { work } from './matching.ts';
import { tellRefused } from './news.ts';
import { reject } from './order-check.ts';
import { cancelOrder, expireOrder } from './order-end.ts';
import { enterOrder } from './order-entry.ts';
import { NO_SLOT } from './order-slots.ts';
import { settle } from './settle.ts';

/** Time moves on to `at`: what is due by then happens in its order, save in bars under way, where it waits for their path. */
export function runDue(state: ExchangeState, at: number): void {
  const { markets } = state;
  for (;;) {
    let first: Market | undefined;
    for (let index = 0; index < markets.length; index++) {
      const market = markets[index]!;
      if (market.agenda.nextAt > at || market.isUnderWay(at)) continue;
      if (first === undefined || market.agenda.nextAt < first.agenda.nextAt) first = market;
    }
    if (first === undefined) break;
    const { at: due, errand } = first.agenda.take();
    if (due > state.now) state.now = due;
    // Between two bars there is no price: what arrives there meets the next open.
    if (first.source === 'bar' && !first.barIsOpen && needsPrice(errand)) first.arrivals.push(errand);
    else runErrand(state, errand);
    settle(state);
  }
  if (at > state.now) state.now = at;
}

function needsPrice({ type }: Errand): boolean {
  return type !== 'expiry' && type !== 'funding';
}

/** Cancels what an account asks to cancel; `null` when it is done. */
export function cancelOpen(state: ExchangeState, slot: number): Rejection | null {
  if (slot === NO_SLOT || !state.orders.isOpen(slot)) return reject('order_not_found', 'The order is not open.');
  if (state.orders.liquidates(slot)) return reject('account_restricted', 'A liquidation is under way.');
  cancelOrder(state, slot, 'requested');
  return null;
}

/** Does what was under way and has arrived. Its answer comes as an event. */
export function runErrand(state: ExchangeState, errand: Errand): void {
  if (errand.type === 'expiry' || errand.type === 'work') {
    const slot = state.orders.find(errand.sequence);
    if (slot === NO_SLOT || !state.orders.isOpen(slot)) return;
    if (errand.type === 'expiry') expireOrder(state, slot);
    else work(state, slot);
    return;
  }
  if (errand.type === 'funding') {
    settleFunding(state, state.marketById(errand.instrument), BigInt(errand.rate), errand.marks);
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
      const rejection = cancelOpen(state, slot);
      if (rejection !== null && 'clientOrderId' in errand.ref)
        tellRefused(state, account, errand.ref.clientOrderId, 'order.cancel_rejected', rejection);
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
