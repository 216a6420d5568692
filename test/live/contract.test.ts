import { setTimeout as sleep } from 'node:timers/promises';
import { describe, it } from 'vitest';
import { describeBroker } from '../../src/testing/index.ts';
import { aDemoBroker, demoAccount, liveName, SPOT, SWAP } from './demo-account.ts';

/** News of the real exchange takes its time. */
const NEWS_MS = 100;

describeBroker(
  liveName('OKXDemoBroker on OKX demo trading'),
  () => ({
    broker: aDemoBroker(),
    instruments: { swap: SWAP, spot: SPOT },
    settle: () => sleep(NEWS_MS),
  }),
  { describe: demoAccount() === null ? describe.skip : describe, it },
  { controls: [] },
);
