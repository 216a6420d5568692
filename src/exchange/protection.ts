import type { OrderRole } from '../domain/order-intent.ts';
import type { ExchangeState } from './exchange-state.ts';
import { work } from './matching.ts';
import { tellAmended } from './news.ts';
import { AMENDED } from './order-codes.ts';
import type { OrderCommand, ProtectionLeg } from './order-command.ts';
import { withdraw } from './order-end.ts';
import { bringAlive } from './order-entry.ts';
import { BID, NO_SLOT } from './order-slots.ts';
import { ProtectionGroup } from './protection-group.ts';

/**
 * Covers what entries have opened: stop and target come alive at the first fill, and grow with the next ones.
 *
 * Their ids are the entry's with `S` or `T`, and a number where a former one has ended meanwhile or another order has that id.
 */
export function coverEntries(state: ExchangeState): void {
  for (const slot of state.aftermath.uncovered.splice(0)) cover(state, slot);
}

function cover(state: ExchangeState, entry: number): void {
  const { orders } = state;
  const command = orders.commandOf(entry);
  const exposure = orders.exposureOf(entry);
  const held = Math.abs(exposure.lots);
  const opened = Math.min(orders.unprotected[entry]!, held);
  orders.unprotected[entry] = 0;
  const { protection } = command;
  if (protection === null || opened <= 0) return;
  const group = groupOf(state, entry, command.clientOrderId);
  // The stop first: nothing may happen between.
  if (protection.stopLoss !== null) {
    if (group.stop === NO_SLOT) {
      let id: string;
      do {
        group.stopAttempt += 1;
        id = legId(group.parentId, 'S', group.stopAttempt);
      } while (state.slotOf(exposure.account, id) !== NO_SLOT);
      addLeg(state, entry, protection.stopLoss, { id, role: 'stop_loss', lots: opened, group });
    } else {
      enlarge(state, group.stop, Math.min(opened, held - state.slots.lots[group.stop]!));
    }
  }
  if (protection.takeProfit !== null && exposure.lots !== 0) {
    if (group.target === NO_SLOT) {
      let id: string;
      do {
        group.targetAttempt += 1;
        id = legId(group.parentId, 'T', group.targetAttempt);
      } while (state.slotOf(exposure.account, id) !== NO_SLOT);
      addLeg(state, entry, protection.takeProfit, { id, role: 'take_profit', lots: opened, group });
    } else {
      enlarge(state, group.target, Math.min(opened, held - state.slots.lots[group.target]!));
    }
  }
}

function legId(parentId: string, leg: 'S' | 'T', attempt: number): string {
  return attempt === 1 ? `${parentId}${leg}` : `${parentId}${leg}${attempt}`;
}

/** The group lives with its legs; the entry finds it through them, or by its own column. */
function groupOf(state: ExchangeState, entry: number, parentId: string): ProtectionGroup {
  const known = state.orders.groupOf(entry);
  if (known !== null) return known;
  const group = new ProtectionGroup(parentId);
  state.orders.joinGroup(entry, group);
  return group;
}

interface LegTerms {
  readonly id: string;
  readonly role: OrderRole;
  readonly lots: number;
  readonly group: ProtectionGroup;
}

function addLeg(state: ExchangeState, entry: number, leg: ProtectionLeg, terms: LegTerms): void {
  const parent = state.orders.commandOf(entry);
  const exposure = state.orders.exposureOf(entry);
  const command: OrderCommand = {
    clientOrderId: terms.id,
    instrument: parent.instrument,
    side: state.slots.side[entry] === BID ? 'sell' : 'buy',
    type: leg.type,
    lots: terms.lots,
    limitTicks: leg.limitTicks,
    timeInForce: 'gtc',
    triggerTicks: leg.triggerTicks,
    triggerBy: leg.triggerBy,
    trail: null,
    effect: 'reduce_only',
    marginMode: parent.marginMode,
    role: terms.role,
    selfTradePrevention: parent.selfTradePrevention,
    protection: null,
    expiresAt: null,
    identity: null,
  };
  bringAlive(state, exposure, command, (slot) => {
    state.orders.joinGroup(slot, terms.group);
    if (terms.role === 'stop_loss') terms.group.stop = slot;
    else terms.group.target = slot;
  });
}

/** A leg covers more. In the book it goes behind the others at its price, as any order that grows. */
export function enlarge(state: ExchangeState, slot: number, lots: number): void {
  if (lots <= 0) return;
  const { orders, slots } = state;
  const rested = slots.level[slot] !== 0;
  if (rested) withdraw(state, slot);
  orders.keepCommand(slot);
  slots.lots[slot]! += lots;
  orders.move(slot, AMENDED, 0, state.now);
  tellAmended(state, slot);
  if (rested) work(state, slot);
}
