import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StoreScope, Stores } from 'brokerkit';
import { describeStores } from 'brokerkit/testing';
import { afterAll, afterEach, describe, it } from 'vitest';
import { jsonLinesStores } from './json-lines-stores.ts';

const folder = mkdtempSync(join(tmpdir(), 'json-lines-'));
const opened: Stores[] = [];
let cases = 0;

afterEach(async () => {
  for (const stores of opened.splice(0)) await stores.close().catch(() => {});
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function open(scope: StoreScope): Promise<Stores> {
  const stores = await jsonLinesStores(join(folder, `${scope.portfolioId}-${scope.runtimeMode}.jsonl`), scope);
  opened.push(stores);
  return stores;
}

// Some hundred cases: what every adapter promises, in docs/persistence.md.
describeStores(
  'stores in JSON lines',
  async () => {
    const portfolioId = `case-${cases++}`;
    return {
      stores: await open({ portfolioId, runtimeMode: 'paper' }),
      otherPortfolio: await open({ portfolioId: `${portfolioId}-other`, runtimeMode: 'paper' }),
      otherMode: await open({ portfolioId, runtimeMode: 'live' }),
      again: () => open({ portfolioId, runtimeMode: 'paper' }),
    };
  },
  { describe, it },
);
