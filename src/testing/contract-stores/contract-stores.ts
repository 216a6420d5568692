import type { Stores } from '../../ports/stores.ts';

/** The stores of one case, all with nothing in them. */
export interface StoresSetup {
  readonly stores: Stores;
  /** In the same database, of another portfolio in the same runtime mode. */
  readonly otherPortfolio: Stores;
  /** In the same database, of the same portfolio in another runtime mode. */
  readonly otherMode: Stores;
  /** A second access to what `stores` holds; leave it out where there is none, as in memory. */
  readonly again?: () => Stores | Promise<Stores>;
  /** Called after each case, when the stores are closed. */
  readonly cleanup?: () => Promise<void>;
}

/** Makes the stores of one case. */
export type MakeStoresSetup = () => StoresSetup | Promise<StoresSetup>;
