import type { AccountState } from './account-state.ts';
import type { Instrument } from './instrument.ts';
import type { Money } from './money.ts';
import type { MarginMode, OrderEffect, Side } from './order-intent.ts';
import { LEVERAGE_SCALE } from './position-state.ts';
import type { OrderExposure } from './risk.ts';

/** An order as far as it can still change a position. */
export interface ExposingOrder {
  readonly instrument: Instrument;
  readonly marginMode: MarginMode;
  readonly side: Side;
  readonly effect: OrderEffect;
  /** What is still to be filled. */
  readonly lots: number;
  /** Limit or trigger, whichever is higher; `null` for a market order. */
  readonly ticks: number | null;
}

/** The account at this instant, as {@link measureExposure} reads it. */
export interface ExposureView {
  readonly account: AccountState;
  readonly equity: Money;
  /** Mark price in mark points; `null` when no price is known. */
  marks(instrument: Instrument): number | null;
}

interface Group {
  readonly instrument: Instrument;
  /** Signed. */
  lots: number;
  bought: number;
  sold: number;
  /** Value of one lot at the highest price in question. */
  lotValue: Money;
}

/**
 * What an order would lead to, with all `others` (orders under way or working, this one not among them) counted as filled
 * on the side where they make a position larger. Reduce-only orders and sales of spot never do.
 *
 * `null` when no price of the instrument is known, neither a market price nor one of the order itself.
 */
export function measureExposure(
  order: ExposingOrder,
  others: Iterable<ExposingOrder>,
  view: ExposureView,
): OrderExposure | null {
  const groups = heldGroups(view);
  for (const other of others) {
    if (other.lots <= 0 || !canEnlarge(other)) continue;
    const group = groupOf(groups, other, view);
    if (other.side === 'buy') group.bought += other.lots;
    else group.sold += other.lots;
    raise(group, other);
  }
  const own = groupOf(groups, order, view);
  raise(own, order);
  if (own.lotValue === 0n) return null;
  let otherNotional = 0n;
  for (const group of groups.values()) {
    if (group === own) continue;
    const most = Math.max(Math.abs(group.lots), group.lots + group.bought, group.sold - group.lots);
    otherNotional += BigInt(most) * group.lotValue;
  }
  const { instrument, side, lots, marginMode } = order;
  return {
    instrument,
    side,
    lots,
    committedLots: side === 'buy' ? own.lots + own.bought : own.sold - own.lots,
    lotValue: own.lotValue,
    leverage: instrument.type === 'spot' ? LEVERAGE_SCALE : view.account.position(instrument, marginMode).leverage,
    otherNotional,
    equity: view.equity,
  };
}

/** Whether an order may open or enlarge anything, whatever the position. */
export function canEnlarge(order: Pick<ExposingOrder, 'effect' | 'side' | 'instrument'>): boolean {
  return order.effect === 'open' && (order.instrument.type === 'swap' || order.side === 'buy');
}

function heldGroups(view: ExposureView): Map<string, Group> {
  const groups = new Map<string, Group>();
  for (const position of view.account.positions()) {
    if (position.lots === 0) continue;
    const { instrument } = position;
    const marks = view.marks(instrument);
    const cost = (BigInt(position.cost) * instrument.costMoney) / BigInt(Math.abs(position.lots));
    groups.set(`${instrument.id}|${position.isolated ? 'isolated' : 'cross'}`, {
      instrument,
      lots: position.lots,
      bought: 0,
      sold: 0,
      lotValue: marks === null ? cost : BigInt(marks) * instrument.markMoney,
    });
  }
  for (const { instrument, quantity } of view.account.holdings()) {
    if (quantity <= 0n) continue;
    groups.set(`${instrument.id}|cash`, {
      instrument,
      // Up to whole lots: a part of one counts as one.
      lots: Number((quantity + instrument.lotMoney - 1n) / instrument.lotMoney),
      bought: 0,
      sold: 0,
      lotValue: BigInt(view.marks(instrument) ?? 0) * instrument.markMoney,
    });
  }
  return groups;
}

function groupOf(groups: Map<string, Group>, order: ExposingOrder, view: ExposureView): Group {
  const { instrument } = order;
  const key = `${instrument.id}|${order.marginMode}`;
  let group = groups.get(key);
  if (group === undefined) {
    const lotValue = BigInt(view.marks(instrument) ?? 0) * instrument.markMoney;
    group = { instrument, lots: 0, bought: 0, sold: 0, lotValue };
    groups.set(key, group);
  }
  return group;
}

function raise(group: Group, order: ExposingOrder): void {
  if (order.ticks === null) return;
  const lotValue = BigInt(order.ticks) * order.instrument.costMoney;
  if (lotValue > group.lotValue) group.lotValue = lotValue;
}
