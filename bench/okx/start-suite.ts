import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expectSame, Mismatch } from '../harness/mismatch.ts';
import { defineSuite } from '../harness/suite.ts';

const BUILT_ENTRY = fileURLToPath(new URL('../../dist/index.js', import.meta.url));
/** Instruments that the exchange lists. */
const LISTED = 20;

export const suite = defineSuite<number, { readonly acknowledged: boolean }>({
  name: 'okx-start',
  title: 'OKX: from the start of a process to its first acknowledged order, on loopback',
  unit: 'start',
  size: 1,
  start: 'cold',
  rounds: 7,
  input: () => LISTED,
  contestants: {
    ccxt: async () => (await import('./start.ts')).ccxt,
    brokerkit: async () => (await import('./start.ts')).brokerkit,
  },
  timed: ['ccxt', 'brokerkit'],
  async verify(ask) {
    if (!existsSync(BUILT_ENTRY)) throw new Mismatch('okx-start: dist/ is not there, npm run build makes it');
    for (const contestant of ['ccxt', 'brokerkit']) {
      expectSame(`okx-start, ${contestant}`, { acknowledged: true }, await ask(contestant, 1));
    }
  },
  claims: [
    {
      text: 'brokerkit, time against ccxt',
      contestant: 'brokerkit',
      against: 'ccxt',
      measure: 'time',
      target: 0.6,
    },
    {
      text: 'brokerkit, memory against ccxt',
      contestant: 'brokerkit',
      against: 'ccxt',
      measure: 'memory',
      target: 0.6,
    },
  ],
  notes: [
    'brokerkit loads its published file and, of ccxt, OKX’s part; it has read account, positions, orders, fees, margin',
    'tables and prices and has three streams live before its first order. ccxt loads the markets and places the order.',
    'brokerkit sends over node:http, ccxt over undici, whose parser in WebAssembly is compiled a second time meanwhile.',
  ],
});
