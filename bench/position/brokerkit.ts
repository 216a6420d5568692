import { PositionState } from '../../src/domain/position-state.ts';
import type { Contestant } from '../harness/contestant.ts';
import { formatScaled } from '../harness/scaled.ts';
import { SWAP } from '../harness/swap.ts';
import type { Fills } from './fills.ts';
import type { PositionResult } from './result.ts';

/** The position of the exchange core: integers in doubles, bigints where they would not fit. */
export const contestant: Contestant<Fills, PositionResult> = {
  name: 'brokerkit',
  prepare({ count, side, lots, ticks, feePpm }) {
    const position = new PositionState(SWAP, { isolated: false, leverage: 1000 });
    return {
      run() {
        for (let index = 0; index < count; index++) {
          position.fill(side[index]! * lots[index]!, ticks[index]!);
          position.chargeFee(lots[index]!, ticks[index]!, feePpm[index]!);
        }
      },
      result() {
        const realized = position.realized;
        const fees = position.feeParts;
        return {
          lots: position.lots,
          cost: formatScaled(BigInt(position.cost), 5),
          realizedPnl: formatScaled(realized, 5),
          fees: formatScaled(fees, 11),
          cash: formatScaled(realized * 1_000_000n - fees, 11),
        };
      },
    };
  },
};
