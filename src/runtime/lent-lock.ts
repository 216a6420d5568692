import type { HeldLock, InstanceLock } from '../ports/instance-lock.ts';

/**
 * A lock that the host holds already, for each of its sessions: a change of mode must not give the account away in between.
 *
 * Releasing it gives nothing back; the host does that when it ends.
 */
export function lentLock(held: HeldLock): InstanceLock {
  const listeners = new Set<(cause: unknown) => void>();
  held.onLost((cause) => {
    for (const listener of listeners) listener(cause);
  });
  return {
    async tryAcquire() {
      if (!held.isHeld) return null;
      let lost: ((cause: unknown) => void) | null = null;
      return {
        get isHeld() {
          return held.isHeld;
        },
        onLost(listener) {
          lost = listener;
          listeners.add(listener);
        },
        async release() {
          if (lost !== null) listeners.delete(lost);
        },
      };
    },
  };
}
