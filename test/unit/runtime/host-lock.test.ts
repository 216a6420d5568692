import { describe, expect, it } from 'vitest';
import type { HeldLock, InstanceLock } from '../../../src/ports/instance-lock.ts';
import { HostLock } from '../../../src/runtime/host-lock.ts';

/** A lock that this test holds for somebody else, loses, and counts. */
class ScriptedLock implements InstanceLock {
  isElsewhere = false;
  taken = 0;
  released = 0;
  lose: (cause: unknown) => void = () => {};

  async tryAcquire(): Promise<HeldLock | null> {
    if (this.isElsewhere) return null;
    this.taken += 1;
    let isHeld = true;
    let listener: (cause: unknown) => void = () => {};
    this.lose = (cause) => {
      isHeld = false;
      listener(cause);
    };
    return {
      get isHeld() {
        return isHeld;
      },
      onLost: (heard) => {
        listener = heard;
      },
      release: async () => {
        isHeld = false;
        this.released += 1;
      },
    };
  }
}

describe('the lock of a host', () => {
  it('is taken once for all of its sessions', async () => {
    const lock = new ScriptedLock();
    const host = new HostLock(lock);
    await Promise.all([host.tryAcquire(), host.tryAcquire()]);
    expect(lock.taken).toBe(1);
  });

  it('is still held when a session that shared it has ended', async () => {
    const lock = new ScriptedLock();
    const host = new HostLock(lock);
    await (await host.tryAcquire())?.release();
    expect(host.isHeld).toBe(true);
  });

  it('is nobody’s share while another host has it', async () => {
    const lock = new ScriptedLock();
    lock.isElsewhere = true;
    expect(await new HostLock(lock).tryAcquire()).toBeNull();
  });

  it('is not taken for another host’s when it was only lost', async () => {
    const lock = new ScriptedLock();
    const host = new HostLock(lock);
    await host.tryAcquire();
    lock.lose('the line is cut');
    const afterLoss = host.isElsewhere;
    lock.isElsewhere = true;
    await host.tryAcquire();
    expect([afterLoss, host.isElsewhere]).toEqual([false, true]);
  });

  it('tells a session once that it was lost', async () => {
    const lock = new ScriptedLock();
    const share = await new HostLock(lock).tryAcquire();
    const causes: unknown[] = [];
    share?.onLost((cause) => causes.push(cause));
    lock.lose('the line is cut');
    lock.lose('again');
    expect(causes).toEqual(['the line is cut']);
  });

  it('tells nothing to a session that has ended', async () => {
    const lock = new ScriptedLock();
    const share = await new HostLock(lock).tryAcquire();
    const causes: unknown[] = [];
    share?.onLost((cause) => causes.push(cause));
    await share?.release();
    lock.lose('the line is cut');
    expect(causes).toEqual([]);
  });

  it('is taken again after it was lost', async () => {
    const lock = new ScriptedLock();
    const host = new HostLock(lock);
    await host.tryAcquire();
    lock.lose('the line is cut');
    expect((await host.tryAcquire())?.isHeld).toBe(true);
  });

  it('is given back when the host ends', async () => {
    const lock = new ScriptedLock();
    const host = new HostLock(lock);
    const share = await host.tryAcquire();
    await host.release();
    expect([lock.released, share?.isHeld]).toEqual([1, false]);
  });
});
