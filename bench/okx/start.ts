import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Contestant } from '../harness/contestant.ts';
import { swapIds } from './instruments.ts';
import { OkxServer } from './okx-server.ts';

/** What a process that has just placed its first order tells. */
interface FirstOrder {
  readonly orderId: string;
  /** Highest resident set so far. */
  readonly peakBytes: number;
}

/** Starts a script as a process and waits for its first acknowledged order. */
function starting(name: string, script: string): Contestant<number, { readonly acknowledged: boolean }> {
  return {
    name,
    async prepare(instruments) {
      const { address } = await OkxServer.start({ instruments: swapIds(instruments), positions: 0, fixed: 'calls' });
      let first: FirstOrder | null = null;
      let milliseconds = 0;
      return {
        async run() {
          const startedAt = performance.now();
          const file = fileURLToPath(new URL(`../okx/${script}`, import.meta.url));
          const child = fork(file, [JSON.stringify(address)], { execArgv: [] });
          const answer: unknown = await new Promise((resolve, reject) => {
            child.once('message', resolve);
            child.once('exit', (code) => reject(new Error(`${script} ended with ${code} before its first order.`)));
          });
          milliseconds = performance.now() - startedAt;
          first = answer as FirstOrder;
          child.kill();
        },
        result: () => ({ acknowledged: (first?.orderId ?? '') !== '' }),
        figures: () => ({ milliseconds, peakBytes: first?.peakBytes ?? Number.NaN }),
      };
    },
  };
}

export const brokerkit = starting('brokerkit', 'first-order-brokerkit.mjs');
export const ccxt = starting('ccxt', 'first-order-ccxt.mjs');
