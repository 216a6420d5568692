import { describe, it } from 'vitest';
import { memoryStores } from '../../src/persistence/memory-stores.ts';
import { describeStores } from '../../src/testing/index.ts';

describeStores(
  'Stores in memory',
  () => ({
    stores: memoryStores({ portfolioId: 'one', runtimeMode: 'paper' }),
    otherPortfolio: memoryStores({ portfolioId: 'two', runtimeMode: 'paper' }),
    otherMode: memoryStores({ portfolioId: 'one', runtimeMode: 'live' }),
  }),
  { describe, it },
);
