import { expectSame } from '../harness/mismatch.ts';
import { defineSuite } from '../harness/suite.ts';
import { BURST, type Placed } from './place.ts';

const SIZE = 2 * BURST;

export const suite = defineSuite<number, Placed>({
  name: 'okx-place',
  title: 'OKX: 1,920 limit orders one after the other, answered by a fixed text on loopback',
  unit: 'order',
  size: SIZE,
  start: 'warm',
  rounds: 5,
  input: (size) => size,
  contestants: {
    ccxt: async () => (await import('./place.ts')).ccxt,
    brokerkit: async () => (await import('./place.ts')).brokerkit,
  },
  timed: ['ccxt', 'brokerkit'],
  async verify(ask) {
    for (const contestant of ['ccxt', 'brokerkit']) {
      expectSame(`okx-place, ${contestant}`, { acknowledged: BURST }, await ask(contestant, BURST));
    }
  },
  claims: [
    {
      text: 'placeOrder, CPU against ccxt createOrder without its limiter',
      contestant: 'brokerkit',
      against: 'ccxt',
      measure: 'cpu',
      target: 1.3,
    },
  ],
  notes: [
    'brokerkit: limits on, journal in memory, metrics kept, ids and time limit of its own, every order registered.',
    'Orders come in bursts of what the limits allow, with pauses of 2.1 s. At most 48 rest at a time; what ends them is not',
    'in the CPU time.',
  ],
});
