import { describe, expect, it } from 'vitest';
import type { HeldLock } from '../../../src/ports/instance-lock.ts';
import { lentLock } from '../../../src/runtime/lent-lock.ts';

function aLock() {
  let isHeld = true;
  let lose: (cause: unknown) => void = () => {};
  const released: string[] = [];
  const held: HeldLock = {
    get isHeld() {
      return isHeld;
    },
    onLost: (listener) => {
      lose = listener;
    },
    release: async () => void released.push('released'),
  };
  return {
    held,
    released,
    lose: (cause: unknown) => {
      isHeld = false;
      lose(cause);
    },
  };
}

describe('the lock of a host', () => {
  it('is had by each of its sessions, and given away by none', async () => {
    const { held, released } = aLock();
    const lock = lentLock(held);
    const first = await lock.tryAcquire();
    await first?.release();
    expect([(await lock.tryAcquire())?.isHeld, released]).toEqual([true, []]);
  });

  it('is lost to the session that trades, and to none that has let go', async () => {
    const { held, lose } = aLock();
    const lock = lentLock(held);
    const heard: string[] = [];
    const first = await lock.tryAcquire();
    first?.onLost(() => void heard.push('first'));
    await first?.release();
    const second = await lock.tryAcquire();
    second?.onLost((cause) => void heard.push(`second: ${cause}`));
    lose('the line');
    expect([heard, second?.isHeld, await lock.tryAcquire()]).toEqual([['second: the line'], false, null]);
  });
});
