import { expectSame } from '../harness/mismatch.ts';
import { defineSuite, type Suite } from '../harness/suite.ts';
import type { TickerPushes } from './ticker-input.ts';
import type { Heard } from './tickers.ts';

/** A suite of so many pushes at a rate. */
function tickersSuite(name: string, title: string, size: number, perSecond: number | null): Suite {
  return defineSuite<TickerPushes, Heard>({
    name,
    title,
    unit: 'push',
    size,
    start: 'cold',
    rounds: 5,
    input: (count) => ({ count, perSecond }),
    contestants: {
      plain: async () => (await import('./tickers.ts')).plain,
      okxApi: async () => (await import('./tickers.ts')).okxApi,
      ccxtPro: async () => (await import('./tickers.ts')).ccxtPro,
      brokerkit: async () => (await import('./tickers.ts')).brokerkit,
    },
    timed: ['plain', 'okxApi', 'ccxtPro', 'brokerkit'],
    async verify(ask) {
      expectSame(`${name}, brokerkit`, { delivered: size, outOfOrder: 0 }, await ask('brokerkit', size));
      expectSame(`${name}, okx-api`, { delivered: size, outOfOrder: 0 }, await ask('okxApi', size));
    },
    claims: [
      {
        text: 'brokerkit, CPU against okx-api',
        contestant: 'brokerkit',
        against: 'okxApi',
        measure: 'cpu',
        target: 1,
      },
      {
        text: 'brokerkit, CPU against ccxt.pro',
        contestant: 'brokerkit',
        against: 'ccxtPro',
        measure: 'cpu',
        target: 0.4,
      },
    ],
    notes: [
      'Every push of brokerkit is read, kept with its age for quotes, and told to the engine, which values the account by it.',
      'okx-api hands on the parsed message. ccxt.pro delivers what comes while somebody watches, and is timed all the same.',
    ],
  });
}

export const fast = tickersSuite('okx-tickers', 'OKX: 200,000 ticker pushes as fast as they come', 200_000, null);
export const paced = tickersSuite('okx-paced', 'OKX: 10,000 ticker pushes at 2,000 a second', 10_000, 2_000);
