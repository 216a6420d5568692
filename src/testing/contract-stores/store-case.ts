import type { StoresSetup } from './contract-stores.ts';

/** One claim about all stores. */
export interface StoreCase {
  readonly name: string;
  readonly run: (setup: StoresSetup) => Promise<void>;
}

/** Claims about one subject. */
export interface StoreSubject {
  readonly title: string;
  readonly cases: readonly StoreCase[];
}

/** Collects the cases of a subject. */
export function storeSubject(
  title: string,
  collect: (it: (name: string, run: StoreCase['run']) => void) => void,
): StoreSubject {
  const cases: StoreCase[] = [];
  collect((name, run) => {
    cases.push({ name, run });
  });
  return { title, cases };
}
