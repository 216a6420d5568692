import type { ContractRunner } from '../contract/contract.ts';
import { STORE_SUBJECTS } from './cases/index.ts';
import type { MakeStoresSetup } from './contract-stores.ts';
import type { StoreCase } from './store-case.ts';

/**
 * The contract of all stores, as cases of a test runner: pass its `describe` and `it`.
 *
 * `make` is called for each case and gives stores with nothing in them: a database of its own, or scopes that were never
 * used before.
 */
export function describeStores(name: string, make: MakeStoresSetup, runner: ContractRunner): void {
  runner.describe(`${name} keep the contract of stores`, () => {
    for (const { title, cases } of STORE_SUBJECTS) {
      runner.describe(title, () => {
        for (const one of cases) runner.it(one.name, () => runCase(one, make));
      });
    }
  });
}

async function runCase(one: StoreCase, make: MakeStoresSetup): Promise<void> {
  const setup = await make();
  try {
    await one.run(setup);
  } finally {
    for (const stores of [setup.stores, setup.otherPortfolio, setup.otherMode]) await stores.close();
    await setup.cleanup?.();
  }
}
