import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Contestant } from '../harness/contestant.ts';
import { Mismatch } from '../harness/mismatch.ts';
import { defineSuite } from '../harness/suite.ts';

/** Imports one module in a process that has loaded nothing but the harness. */
function importing(name: string, load: () => Promise<object>): () => Promise<Contestant<null, readonly string[]>> {
  return async () => ({
    name,
    prepare() {
      let loaded: object = {};
      return {
        async run() {
          loaded = await load();
        },
        result: () => Object.keys(loaded),
      };
    },
  });
}

// The published file itself. As a variable, so that the bundler leaves it and the compiler does not ask for it.
const builtEntry: string = new URL('../../dist/index.js', import.meta.url).href;

export const suite = defineSuite<null, readonly string[]>({
  name: 'import',
  title: "import of the built entry '.', in fresh processes",
  unit: 'import',
  size: 1,
  start: 'cold',
  rounds: 15,
  input: () => null,
  contestants: {
    brokerkit: importing('brokerkit', () => import(builtEntry)),
    ccxt: importing('ccxt', () => import('ccxt')),
    zod: importing('zod alone', () => import('zod')),
  },
  timed: ['brokerkit', 'ccxt', 'zod'],
  // The first import of each also fills the file cache, for none of them to pay in the rounds.
  async verify(ask) {
    if (!existsSync(fileURLToPath(builtEntry)))
      throw new Mismatch('import: dist/ is not there, npm run build makes it');
    for (const [contestant, name] of [
      ['brokerkit', 'createBroker'],
      ['ccxt', 'okx'],
      ['zod', 'z'],
    ] as const) {
      const names = await ask(contestant, 1);
      if (!names.includes(name)) throw new Mismatch(`import, ${contestant} exports no ${name}; is dist/ up to date?`);
    }
  },
  claims: [
    {
      text: "import of 'brokerkit', time against import of 'ccxt'",
      contestant: 'brokerkit',
      against: 'ccxt',
      measure: 'time',
      target: 0.3,
    },
  ],
  notes: ["The floor is zod, which brokerkit's configuration needs."],
});
