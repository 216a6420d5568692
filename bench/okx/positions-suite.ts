import { expectSame } from '../harness/mismatch.ts';
import { defineSuite } from '../harness/suite.ts';
import type { Held } from './positions.ts';

const SIZE = 500;

export const suite = defineSuite<number, Held>({
  name: 'okx-positions',
  title: 'OKX: the positions of an account, 10 of them, 500 times',
  unit: 'reading',
  size: SIZE,
  start: 'warm',
  rounds: 5,
  input: (size) => size,
  contestants: {
    ccxt: async () => (await import('./positions.ts')).ccxt,
    brokerkit: async () => (await import('./positions.ts')).brokerkit,
  },
  timed: ['ccxt', 'brokerkit'],
  async verify(ask) {
    expectSame('okx-positions', await ask('ccxt', 1), await ask('brokerkit', 1));
  },
  claims: [
    {
      text: 'getPositions, CPU against ccxt fetchPositions',
      contestant: 'brokerkit',
      against: 'ccxt',
      measure: 'cpu',
      target: 1,
    },
  ],
  notes: [
    'ccxt asks the exchange each time. brokerkit answers from its ledger, which pushes keep and the reconciler compares',
    'with the exchange: nothing is sent, so the limit of 10 readings in 2 s does not bind either.',
  ],
});
