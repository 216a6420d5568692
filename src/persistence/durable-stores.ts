import { PersistenceError } from '../errors/index.ts';
import type { Clock } from '../ports/clock.ts';
import type { IdSource } from '../ports/id-source.ts';
import { type Logger, silentLogger } from '../ports/logger.ts';
import type { Stores } from '../ports/stores.ts';
import { Spool, type StoreHealth } from './spool.ts';
import { SpoolFile } from './spool-file.ts';

/** What may open while the stores do not write and the spool does: nothing, or whatever the spool has taken. */
export const STORE_FAILURE_POLICIES = ['halt_opens', 'continue'] as const;
/** One of {@link STORE_FAILURE_POLICIES}. */
export type StoreFailurePolicy = (typeof STORE_FAILURE_POLICIES)[number];

/** What {@link durableStores} are made of. */
export interface DurableStoresOptions {
  /** Closed with the durable ones. */
  readonly primary: Stores;
  /** A folder of its own for each scope; made when it is missing. */
  readonly spoolFolder: string;
  /** Default `halt_opens`. */
  readonly onStoreFailure?: StoreFailurePolicy;
  /** The host's clock, also where the market has a time of its own. */
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly logger?: Logger;
  /** How long the stores, and then the disk, may take for an answer, ms. Default 1000. */
  readonly timeoutMs?: number;
  /** The first pause before it is looked whether the stores are back, ms; each further one is twice as long, up to 30 s. Default 1000. */
  readonly retryMs?: number;
  /** Told when writing changes from one way to another. */
  readonly onChange?: (health: StoreHealth) => void;
}

/** Stores that go on when their database does not. */
export interface DurableStores extends Stores {
  readonly health: StoreHealth;
  /** Whether anything may open now, as far as writing is concerned. Exits always may. */
  opensAllowed(): boolean;
}

/**
 * Stores over others, with a spool on the disk for the time in which those do not write.
 *
 * A write is durable when it resolves: in the primary stores, or flushed in the spool, from where it gets into them when they
 * are back, in order, under the same ids and therefore once; also after a restart. When neither takes it the call throws
 * `store/unavailable`, nothing may open, and the write is made as soon as one of them takes it. Settings and state are not
 * spooled, because who writes them wants to know what was there; neither are reads. No call takes much longer than
 * the timeouts.
 *
 * @throws {PersistenceError} `store/conflict` while another process has the spool, `store/corrupt` naming file and line,
 * `store/unavailable` when the folder cannot be used.
 */
export async function durableStores(options: DurableStoresOptions): Promise<DurableStores> {
  const { primary, clock, ids, logger = silentLogger, timeoutMs = 1000, retryMs = 1000 } = options;
  const file = await SpoolFile.open(options.spoolFolder);
  const onChange = options.onChange ?? (() => {});
  const spool = new Spool({ primary, file, clock, ids, logger, timeoutMs, retryMs, onChange });
  const mayOpen = (state: StoreHealth['state']): boolean =>
    state === 'direct' || (state === 'spooling' && options.onStoreFailure === 'continue');
  return facade(primary, spool, mayOpen);
}

function facade(primary: Stores, spool: Spool, mayOpen: (state: StoreHealth['state']) => boolean): DurableStores {
  const read = <T>(asked: () => Promise<T>): Promise<T> => spool.inTime(asked());
  const { decisions, portfolio, executions, risk, settings, audit, lessons, costs, journal, state } = primary;
  let closing: Promise<void> | null = null;
  const close = (): Promise<void> => {
    closing ??= spool.close().finally(() => primary.close());
    return closing;
  };
  return {
    scope: primary.scope,
    get health() {
      return spool.health;
    },
    opensAllowed: () => mayOpen(spool.health.state),
    decisions: {
      append: (value) => spool.write({ kind: 'evaluation', value }),
      judged: (value) => spool.write({ kind: 'verdicts', value }),
      settled: (value) => spool.write({ kind: 'outcomes', value }),
      decision: (decisionId) => read(() => decisions.decision(decisionId)),
      evaluation: (evaluationId) => read(() => decisions.evaluation(evaluationId)),
      list: (query) => read(() => decisions.list(query)),
      // Not bounded: the first time there may be much to forget, and nobody waits for it.
      forgetPrompts: (before) => decisions.forgetPrompts(before),
    },
    portfolio: {
      snapshot: (value) => spool.write({ kind: 'snapshot', value }),
      closed: (value) => spool.write({ kind: 'closed', value }),
      latest: () => read(() => portfolio.latest()),
      positions: () => read(() => portfolio.positions()),
      equity: (query) => read(() => portfolio.equity(query)),
      equityCurve: (query) => read(() => portfolio.equityCurve(query)),
      closedPositions: (query) => read(() => portfolio.closedPositions(query)),
    },
    executions: {
      orders: (value) => spool.write({ kind: 'orders', value }),
      fills: (value) => spool.write({ kind: 'fills', value }),
      listOrders: (query) => read(() => executions.listOrders(query)),
      listFills: (query) => read(() => executions.listFills(query)),
    },
    risk: {
      append: (value) => spool.write({ kind: 'risk', value }),
      list: (query) => read(() => risk.list(query)),
    },
    settings: {
      get: (key) => read(() => settings.get(key)),
      all: () => read(() => settings.all()),
      set: (change) => read(() => settings.set(change)),
    },
    audit: {
      append: (value) => spool.write({ kind: 'audit', value }),
      list: (query) => read(() => audit.list(query)),
    },
    lessons: {
      upsert: (value) => spool.write({ kind: 'lesson', value }),
      retire: (lessonId, { at, reason }) => spool.write({ kind: 'retired', value: { lessonId, at, reason } }),
      list: (query) => read(() => lessons.list(query)),
    },
    costs: {
      append: (value) => spool.write({ kind: 'cost', value }),
      sumOfDay: (at) => read(() => costs.sumOfDay(at)),
      list: (query) => read(() => costs.list(query)),
    },
    journal: {
      append: (value, recordId) => spool.write({ kind: 'journal', value }, recordId),
      async unfinished() {
        // What waits in the spool is as much a part of the journal as what is in the database.
        if (spool.health.state !== 'direct') await spool.replay();
        if (spool.health.state !== 'direct') throw unknownPast(spool.health);
        return read(() => journal.unfinished());
      },
      halted: () => (mayOpen(spool.health.state) ? null : (spool.health.reason ?? 'the stores do not write')),
    },
    state: {
      load: (key) => read(() => state.load(key)),
      save: (key, value) => read(() => state.save(key, value)),
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

function unknownPast({ reason, pending }: StoreHealth): PersistenceError {
  return new PersistenceError(`Which orders are unfinished is not known while the stores do not write: ${reason}`, {
    code: 'store/unavailable',
    advice: { retry: 'after', delayMs: 1000 },
    details: { pending },
  });
}
