import { describe, expect, it } from 'vitest';
import { MarketClock } from '../../../src/cli/market-clock.ts';
import { FakeClock } from '../../../src/testing/fake-clock.ts';

const MARKET = Date.UTC(2020, 0, 1);

describe('the clock of a market that is played fast', () => {
  it('jumps to an instant and runs on from there', () => {
    const real = new FakeClock();
    const clock = new MarketClock(MARKET, real);
    clock.reach(MARKET + 300_000);
    real.advance(7);
    expect(clock.now()).toBe(MARKET + 300_007);
  });

  it('never runs back', () => {
    const real = new FakeClock();
    const clock = new MarketClock(MARKET, real);
    real.advance(20);
    clock.reach(MARKET + 5);
    expect(clock.now()).toBe(MARKET + 20);
  });

  it('lets nothing fall due by a jump', () => {
    const real = new FakeClock();
    const clock = new MarketClock(MARKET, real);
    const due: string[] = [];
    clock.schedule(1_000, () => due.push('timer'));
    clock.reach(MARKET + 3_600_000);
    expect(due).toEqual([]);
    real.advance(1_000);
    expect(due).toEqual(['timer']);
  });
});
