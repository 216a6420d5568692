import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, it } from 'vitest';
import type { RuntimeMode } from '../../src/domain/runtime-mode.ts';
import { durableStores } from '../../src/persistence/durable-stores.ts';
import { memoryStores } from '../../src/persistence/memory-stores.ts';
import { countingIds, describeStores, FakeClock } from '../../src/testing/index.ts';

describeStores(
  'Stores in memory',
  () => ({
    stores: memoryStores({ portfolioId: 'one', runtimeMode: 'paper' }),
    otherPortfolio: memoryStores({ portfolioId: 'two', runtimeMode: 'paper' }),
    otherMode: memoryStores({ portfolioId: 'one', runtimeMode: 'live' }),
  }),
  { describe, it },
);

let folder: string;
let cases = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'brokerkit-durable-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describeStores(
  'Durable stores over memory',
  async () => {
    const durable = (portfolioId: string, runtimeMode: RuntimeMode) =>
      durableStores({
        primary: memoryStores({ portfolioId, runtimeMode }),
        spoolFolder: join(folder, String(cases++)),
        clock: new FakeClock(),
        ids: countingIds(),
      });
    return {
      stores: await durable('one', 'paper'),
      otherPortfolio: await durable('two', 'paper'),
      otherMode: await durable('one', 'live'),
    };
  },
  { describe, it },
);
