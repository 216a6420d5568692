import { Bench } from './bench.ts';
import { CONTRACT_SUBJECTS } from './cases/index.ts';
import { CONTROL_NAMES, type ContractRunner, type ControlName, type MakeContractSetup } from './contract.ts';
import type { ContractCase } from './contract-case.ts';

/** Which cases can run. */
export interface DescribeBrokerOptions {
  /** The controls that `make` provides; default: all. Cases that need another are skipped. */
  readonly controls?: readonly ControlName[];
}

/**
 * The contract of every broker, as cases of a test runner: pass its `describe` and `it`.
 *
 * `make` is called for each case and gives a broker of its own that is not connected, or a new one on the same account.
 * Cases that need no control trade the smallest quantities, rest orders far from the market, and clean up after
 * themselves, so that they can run on a real demo account.
 */
export function describeBroker(
  name: string,
  make: MakeContractSetup,
  runner: ContractRunner,
  options: DescribeBrokerOptions = {},
): void {
  const controls = options.controls ?? CONTROL_NAMES;
  runner.describe(`${name} keeps the broker contract`, () => {
    for (const { title, cases } of CONTRACT_SUBJECTS) {
      runner.describe(title, () => {
        for (const one of cases) register(one, make, runner, controls);
      });
    }
  });
}

function register(
  one: ContractCase,
  make: MakeContractSetup,
  { it }: ContractRunner,
  controls: readonly ControlName[],
): void {
  const missing = one.needs.filter((control) => !controls.includes(control));
  if (missing.length === 0) {
    it(one.name, () => runCase(one, make));
    return;
  }
  it.skip(`${one.name} (skipped: needs ${missing.join(' and ')})`, async () => {});
}

async function runCase(one: ContractCase, make: MakeContractSetup): Promise<void> {
  const setup = await make();
  try {
    const bench = new Bench(setup);
    if (one.connected) await bench.connect();
    try {
      await one.run(bench);
    } finally {
      if (one.connected) await tidyQuietly(bench);
    }
  } finally {
    await setup.broker.close();
    await setup.cleanup?.();
  }
}

/** What a case leaves behind must not hide why it failed. */
async function tidyQuietly(bench: Bench): Promise<void> {
  try {
    await bench.tidy();
  } catch {
    // The case closed the broker, or made the venue fail; the next case starts by tidying up.
  }
}
