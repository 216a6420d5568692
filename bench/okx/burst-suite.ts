import { expectSame, Mismatch } from '../harness/mismatch.ts';
import { defineSuite } from '../harness/suite.ts';
import type { BurstResult } from './burst.ts';

const TASKS = 20;

export const suite = defineSuite<number, BurstResult>({
  name: 'okx-burst',
  title: 'OKX: 20 tasks at once, each an order and a reading of the positions, on a mock that counts its limits',
  unit: 'task',
  size: TASKS,
  start: 'cold',
  rounds: 5,
  input: (size) => size,
  contestants: {
    bare: async () => (await import('./burst.ts')).bare,
    ccxtLimited: async () => (await import('./burst.ts')).ccxtLimited,
    ccxtFree: async () => (await import('./burst.ts')).ccxtFree,
    brokerkit: async () => (await import('./burst.ts')).brokerkit,
    brokerkitAtOnce: async () => (await import('./burst.ts')).brokerkitAtOnce,
  },
  timed: ['bare', 'ccxtLimited', 'ccxtFree', 'brokerkit', 'brokerkitAtOnce'],
  async verify(ask) {
    expectSame('okx-burst', { orders: TASKS, violations: 0 }, await ask('brokerkit', TASKS));
    for (const contestant of ['ccxtFree', 'bare']) {
      const { orders } = await ask(contestant, TASKS);
      if (orders !== TASKS) throw new Mismatch(`okx-burst: ${contestant} placed ${orders} of ${TASKS} orders`);
    }
  },
  claims: [
    { text: 'brokerkit, 95 of 100 tasks are done', contestant: 'brokerkit', measure: 'p95', target: 100 },
    {
      text: 'brokerkit, the same against bare node:http',
      contestant: 'brokerkit',
      against: 'bare',
      measure: 'p95',
      target: 2,
    },
  ],
  notes: [
    'Client and server have gone through 15 bursts before, as those of a bot that runs for days have; in the last row both',
    'are new, down to their connections. ccxt’s limiter was off until then.',
    'The bare client signs the same 40 calls and keeps nothing of them: no limits, no journal, no engine, no streams. It is',
    'what client and mock take on this machine at this moment.',
    'A run of brokerkit with a violated window stops with MISMATCH. Without a limiter ccxt and the bare client violate the window',
    'of the positions, 10 in 2 s, which OKX would refuse; the mock lets it pass here.',
  ],
});
