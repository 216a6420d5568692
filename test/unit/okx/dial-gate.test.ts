import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BackOff } from '../../../src/okx/stream/back-off.ts';
import { DialGate, dialGateOf } from '../../../src/okx/stream/dial-gate.ts';
import { FakeClock } from '../../../src/testing/index.ts';

describe('the dial gate', () => {
  it('never lets more than three dials into any second', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(2_000), fc.nat(3_000)), { maxLength: 60 }), (steps) => {
        const clock = new FakeClock(0);
        const gate = new DialGate(clock);
        const dials: number[] = [];
        for (const [passed, wish] of steps) {
          clock.advance(passed);
          const delay = gate.enter(wish);
          expect(delay).toBeGreaterThanOrEqual(wish);
          dials.push(clock.now() + delay);
        }
        for (const dial of dials) {
          expect(dials.filter((other) => other >= dial && other < dial + 1_000).length).toBeLessThanOrEqual(3);
        }
      }),
    );
  });

  it('is one for everybody in the process who dials a host, and another for another host', () => {
    expect(dialGateOf('wss://one.example/ws/v5')).toBe(dialGateOf('wss://one.example/ws/v5'));
    expect(dialGateOf('wss://one.example/ws/v5')).not.toBe(dialGateOf('wss://other.example/ws/v5'));
  });

  it('lets a lone dial through at once', () => {
    expect(new DialGate(new FakeClock()).enter(0)).toBe(0);
  });
});

describe('a back-off', () => {
  it('does not wait before the first attempt, doubles, and stays below its limit', () => {
    const backOff = new BackOff({ firstMs: 500, mostMs: 4_000, fraction: () => 0 });
    expect(Array.from({ length: 7 }, () => backOff.next())).toEqual([0, 250, 500, 1_000, 2_000, 2_000, 2_000]);
  });

  it('begins anew after a reset', () => {
    const backOff = new BackOff({ firstMs: 500, mostMs: 4_000, fraction: () => 0.999 });
    backOff.next();
    backOff.next();
    backOff.reset();
    expect(backOff.next()).toBe(0);
  });
});
