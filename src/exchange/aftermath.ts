import type { Market } from './market.ts';
import { objectList } from './object-list.ts';
import type { Exposure } from './trading-account.ts';

/** What trades leave to be done once they are booked. */
export class Aftermath {
  /** Whether there is anything: every call asks, and most leave nothing. */
  isDue = false;
  /** Entries whose fills opened something that their protection does not cover yet. */
  readonly uncovered: number[] = [];
  /** Positions that have grown beyond an order that follows them. */
  readonly outgrown: Exposure[] = objectList();
  /** Markets whose price moved by trades between accounts. */
  readonly moved: Market[] = objectList();
  /** Markets in which an order has come to rest while others wait for liquidity. */
  readonly offered: Market[] = objectList();
  /** Positions that have just become flat. */
  readonly flattened: Exposure[] = objectList();

  cover(slot: number): void {
    this.uncovered.push(slot);
    this.isDue = true;
  }

  follow(exposure: Exposure): void {
    this.outgrown.push(exposure);
    this.isDue = true;
  }

  react(market: Market): void {
    if (market.hasMoved) return;
    market.hasMoved = true;
    this.moved.push(market);
    this.isDue = true;
  }

  offer(market: Market): void {
    if (this.offered.includes(market)) return;
    this.offered.push(market);
    this.isDue = true;
  }

  flatten(exposure: Exposure): void {
    this.flattened.push(exposure);
    this.isDue = true;
  }
}
