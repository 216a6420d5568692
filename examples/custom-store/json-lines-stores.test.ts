import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StoreScope, Stores } from 'brokerkit';
import { describeStores } from 'brokerkit/testing';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
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

describe('a file whose last line was cut short', () => {
  it('keeps what is written after it', async () => {
    const scope: StoreScope = { portfolioId: 'cut', runtimeMode: 'paper' };
    await open(scope);
    appendFileSync(join(folder, 'cut-paper.jsonl'), '{"port":"settings","method":"se');
    const { settings } = await open(scope);
    await settings.set({ key: 'theme', value: 'dark', at: 1, by: 'ann' });
    const again = await open(scope);
    expect((await again.settings.get('theme'))?.value).toBe('dark');
  });
});

describe('a file with a line in it that cannot be read', () => {
  it('is not opened: what it says may be missing', async () => {
    appendFileSync(join(folder, 'torn-paper.jsonl'), '{"port":"sett\n');
    await expect(open({ portfolioId: 'torn', runtimeMode: 'paper' })).rejects.toThrow();
  });
});
