import { join } from 'node:path';
import type { Clock, IdSource, Logger, StoreScope, Stores } from 'brokerkit';
import { durableStores, type StoreHealth } from 'brokerkit/persistence';
import type { HostDatabase } from './database.ts';

export interface HostStoresOptions {
  readonly database: Pick<HostDatabase, 'stores' | 'spoolFolder'>;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly logger: Logger;
  readonly onHealth: (scope: StoreScope, health: StoreHealth) => void;
}

/** The settings and the audit of the host belong to no mode. */
const HOST: StoreScope = { portfolioId: 'host', runtimeMode: 'simulator' };

/** The stores of every scope over one database, each opened once. */
export class HostStores {
  /** Settings and audit of the host itself. */
  readonly host: Stores;
  readonly #options: HostStoresOptions;
  readonly #opened = new Map<string, Promise<Stores>>();

  constructor(options: HostStoresOptions) {
    this.#options = options;
    this.host = options.database.stores(HOST);
  }

  /** Those of one portfolio in one mode. They stay open when a session ends: its past can still be read. */
  of(scope: StoreScope): Promise<Stores> {
    const key = `${scope.portfolioId}-${scope.runtimeMode}`;
    const opened = this.#opened.get(key) ?? this.#open(scope, key);
    this.#opened.set(key, opened);
    opened.catch(() => this.#opened.delete(key));
    return opened;
  }

  async close(): Promise<void> {
    for (const opened of this.#opened.values()) await opened.then((stores) => stores.close()).catch(() => {});
    this.#opened.clear();
  }

  async #open(scope: StoreScope, key: string): Promise<Stores> {
    const { database, clock, ids, logger, onHealth } = this.#options;
    const { spoolFolder } = database;
    const primary = database.stores(scope);
    if (spoolFolder === null) return primary;
    return durableStores({
      ...{ primary, clock, ids, logger, onStoreFailure: 'halt_opens' },
      spoolFolder: join(spoolFolder, key),
      onChange: (health) => onHealth(scope, health),
    });
  }
}
