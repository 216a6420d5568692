import type { Decimal } from '../../domain/decimal.ts';
import type { Order } from '../../domain/order.ts';
import { limitOf, triggerOf } from '../../domain/order-intent.ts';
import type { Position } from '../../domain/position.ts';
import type { AccountContext } from '../context/account-context.ts';
import type { AffordableSize } from '../context/affordable-size.ts';
import { exact, money, percent, UNKNOWN } from './wording.ts';

/** The account and its risk. Nothing of it is ever left out. */
export function renderAccount(account: AccountContext): string {
  const { currency, positions, openOrders, exposure, affordable } = account;
  const held = exposure.map(({ asset, notional, fraction }) => `${asset} ${money(notional)} (${percent(fraction)})`);
  return [
    '# Account',
    `equity ${money(account.equity)} ${currency}, cash ${money(account.cash)}, free margin ${money(account.freeMargin)}`,
    `maintenance margin ${percent(account.maintenanceRatio)} of equity; positions worth ${money(account.grossNotional)} in all${held.length === 0 ? '' : `: ${held.join(', ')}`}`,
    `realized ${money(account.realizedPnl)}, unrealized ${money(account.unrealizedPnl)} since the start`,
    `drawdown of 24 h ${percent(account.drawdown24h)}, of the UTC day ${percent(account.standing.drawdownOfDay)}; opening pauses for the day when the day's reaches ${percent(account.drawdownLimit)}`,
    '',
    '## Positions',
    ...(positions.length === 0 ? ['none'] : positions.map(renderPosition)),
    '',
    '## Open orders, conditional ones included',
    ...(openOrders.length === 0 ? ['none'] : openOrders.map(renderOrder)),
    '',
    '## What an entry can be now (base units, fees included)',
    ...affordable.map(renderAffordable),
  ].join('\n');
}

function renderPosition(position: Position): string {
  const { instrument, side, quantity, entryPrice, markPrice, unrealizedPnl, leverage, liquidationPrice } = position;
  const { status, coveredQuantity, stopPrice, targetPrice } = position.protection;
  const cover = `protection ${status}${coveredQuantity.gt(0) ? ` for ${exact(coveredQuantity)}` : ''}, stop ${stopPrice === null ? 'none' : exact(stopPrice)}, target ${targetPrice === null ? 'none' : exact(targetPrice)}`;
  return `${instrument} ${side} ${exact(quantity)} at ${entry(entryPrice, position)}, mark ${exact(markPrice)}, unrealized ${money(unrealizedPnl)}, ${exact(leverage)}x ${position.marginMode}, liquidation ${liquidationPrice === null ? 'none' : entry(liquidationPrice, position)}; ${cover}`;
}

/** A mean price has endless digits; one more than the tick's is enough to read. */
function entry(price: Decimal, { facts }: Position): string {
  return price.toDecimalPlaces(facts.instrument.tickSize.decimalPlaces() + 1).toFixed();
}

function renderOrder(order: Order): string {
  const { instrument, side, type, quantity, filledQuantity, state, effect, pricing } = order;
  const trigger = triggerOf(pricing);
  const limit = limitOf(pricing);
  const words = [
    `${instrument} ${side} ${type} ${exact(quantity)}`,
    filledQuantity.gt(0) ? `filled ${exact(filledQuantity)}` : null,
    trigger === undefined ? null : `trigger ${trigger.price.toString()} (${trigger.by ?? 'last'})`,
    limit === undefined ? null : `limit ${limit.toString()}`,
    effect === 'reduce_only' ? 'reduces' : null,
    state,
  ];
  return words.filter((word) => word !== null).join(', ');
}

function renderAffordable({ instrument, minQuantity, lotSize, byLeverage }: AffordableSize): string {
  const most = byLeverage.map(({ leverage, maxQuantity }) => `${exact(leverage)}x ${exact(maxQuantity)}`);
  return `${instrument.id}: minimum ${exact(minQuantity)}, step ${exact(lotSize)}, at most ${most.length === 0 ? UNKNOWN : most.join(', ')}`;
}
