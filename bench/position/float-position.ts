import type { Contestant } from '../harness/contestant.ts';
import type { Fills } from './fills.ts';
import type { PositionResult } from './result.ts';

/**
 * The same update in plain floating arithmetic, in USDT and BTC: as fast as it gets, and wrong in the last digits.
 */
export const contestant: Contestant<Fills, PositionResult> = {
  name: 'floating arithmetic',
  prepare(fills) {
    const quantities = new Float64Array(fills.count);
    const prices = new Float64Array(fills.count);
    const rates = new Float64Array(fills.count);
    for (let index = 0; index < fills.count; index++) {
      quantities[index] = fills.lots[index]! / 10_000;
      prices[index] = fills.ticks[index]! / 10;
      rates[index] = fills.feePpm[index]! / 1_000_000;
    }
    const position = new FloatPosition();
    return {
      run() {
        for (let index = 0; index < fills.count; index++) {
          position.apply(fills.side[index]!, quantities[index]!, prices[index]!, rates[index]!);
        }
      },
      result: () => ({
        lots: Math.round(position.quantity * 10_000),
        cost: String(position.cost),
        realizedPnl: String(position.realized),
        fees: String(position.fees),
        cash: String(position.cash),
      }),
    };
  },
};

class FloatPosition {
  quantity = 0;
  cost = 0;
  realized = 0;
  fees = 0;
  cash = 0;

  apply(direction: number, quantity: number, price: number, rate: number): void {
    const held = Math.abs(this.quantity);
    const closed = this.quantity * direction < 0 ? Math.min(quantity, held) : 0;
    if (closed > 0) {
      const costOfPart = (this.cost * closed) / held;
      const profit = -direction * (closed * price - costOfPart);
      this.realized += profit;
      this.cash += profit;
      this.cost -= costOfPart;
    }
    this.cost += (quantity - closed) * price;
    this.quantity += direction * quantity;
    const fee = quantity * price * rate;
    this.fees += fee;
    this.cash -= fee;
  }
}
