import type { ExchangeState } from './exchange-state.ts';
import { ProtectionGroup } from './protection-group.ts';
import type { Exposure } from './trading-account.ts';

/**
 * On spot there is no position whose size could be followed: a stop and a target that protect what is held are a pair,
 * and one cancels the other. A leg that replaces another takes its place in the pair.
 */
export function pairUp(state: ExchangeState, exposure: Exposure, slot: number): void {
  const { orders } = state;
  const { role, followsPosition } = orders.commandOf(slot);
  if (followsPosition !== true || exposure.position !== null) return;
  const partner = exposure.reducing.find((other) => other !== slot && (orders.groupOf(other)?.isOfPosition ?? false));
  const group = (partner === undefined ? null : orders.groupOf(partner)) ?? new ProtectionGroup('', true);
  orders.joinGroup(slot, group);
  if (role === 'take_profit') group.target = slot;
  else group.stop = slot;
}
