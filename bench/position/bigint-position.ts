import type { Contestant } from '../harness/contestant.ts';
import { formatScaled } from '../harness/scaled.ts';
import type { Fills } from './fills.ts';
import type { PositionResult } from './result.ts';

/** The judge of the others: every amount a bigint, cost and profit in ticks × lots, fees in millionths of that. */
export const contestant: Contestant<Fills, PositionResult> = {
  name: 'bigint',
  prepare({ count, side, lots, ticks, feePpm }) {
    let position = 0n;
    let cost = 0n;
    let realized = 0n;
    let fees = 0n;

    function apply(direction: bigint, quantity: bigint, price: bigint, rate: bigint): void {
      const held = position < 0n ? -position : position;
      const isAgainst = position * direction < 0n;
      const closed = isAgainst ? (quantity < held ? quantity : held) : 0n;
      const opened = quantity - closed;
      if (closed > 0n) {
        const costOfPart = (cost * closed) / held;
        realized += -direction * (closed * price - costOfPart);
        cost -= costOfPart;
      }
      cost += opened * price;
      position += direction * quantity;
      fees += quantity * price * rate;
    }

    return {
      run() {
        for (let index = 0; index < count; index++) {
          apply(BigInt(side[index]!), BigInt(lots[index]!), BigInt(ticks[index]!), BigInt(feePpm[index]!));
        }
      },
      result: () => ({
        lots: Number(position),
        cost: formatScaled(cost, 5),
        realizedPnl: formatScaled(realized, 5),
        fees: formatScaled(fees, 11),
        cash: formatScaled(realized * 1_000_000n - fees, 11),
      }),
    };
  },
};
