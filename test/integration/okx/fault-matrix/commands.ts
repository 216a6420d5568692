import type { Order } from '../../../../src/domain/order.ts';
import { SWAP } from '../exchange-books.ts';
import type { OkxBench } from '../okx-bench.ts';

/** One of the commands that every fault meets. */
export interface MatrixCommand {
  readonly name: string;
  /** What the mock calls it. */
  readonly target: 'place' | 'amend' | 'cancel';
  /** How much it may buy, in base units. */
  readonly buys: string;
  /** `resting`: an order of ours that rests when it begins. */
  run(bench: OkxBench, resting: Order): Promise<unknown>;
}

/** Each begins with a long of 0.02 BTC that has a stop and a target, and with an order that rests. */
export const COMMANDS: readonly MatrixCommand[] = [
  { name: 'market', target: 'place', buys: '0.01', run: (bench) => bench.place({ quantity: '0.01' }) },
  {
    name: 'limit',
    target: 'place',
    buys: '0.02',
    run: (bench) => bench.place({ quantity: '0.02', pricing: { type: 'limit', price: '58800' } }),
  },
  {
    name: 'protected',
    target: 'place',
    buys: '0.01',
    run: (bench) =>
      bench.place({
        quantity: '0.01',
        protection: { stopLoss: { trigger: { price: '57500' } }, takeProfit: { trigger: { price: '63500' } } },
      }),
  },
  {
    name: 'amend',
    target: 'amend',
    buys: '0.01',
    run: (bench, { clientOrderId }) => bench.broker.amendOrder({ clientOrderId }, { price: '58900', quantity: '0.03' }),
  },
  {
    name: 'cancel',
    target: 'cancel',
    buys: '0',
    run: (bench, { clientOrderId }) => bench.broker.cancelOrder({ clientOrderId }),
  },
  {
    name: 'close',
    target: 'place',
    buys: '0',
    run: (bench) => bench.broker.closePosition({ instrument: SWAP, marginMode: 'cross' }),
  },
];
