import {
  type BaseBroker,
  type Clock,
  isBrokerError,
  type StoredOrder,
  type StoredPortfolio,
  type Stores,
  storedOrder,
  storedPortfolio,
  TERMINAL_STATES,
} from 'brokerkit';
import type { FrozenPositions } from 'brokerkit/runtime';
import type { z } from 'zod';
import type * as contract from '../contract/index.ts';
import { accountEvents } from './account-events.ts';
import { accountView, closedPositionView, decisionView, orderView, positionView } from './record-views.ts';
import { HostError } from './trading-host.ts';

/** Where an account is read: its broker while it runs, its stores always. */
export interface ReadAccount {
  readonly mode: contract.Mode;
  readonly venue: string;
  readonly stores: Stores;
  /** `null` where no session trades here. */
  readonly broker: BaseBroker | null;
}

const NEWEST = 20;
const EVENTS = 50;

type Section = (typeof contract.PORTFOLIO_SECTIONS)[number];

/** An account with what happened to it last, and since when of that something cannot be read. */
export class PortfolioReads {
  readonly #now: () => number;
  readonly #unreadSince = new Map<Section, number>();

  constructor(clock: Pick<Clock, 'now'>) {
    this.#now = () => clock.now();
  }

  /** As it was last written where the broker cannot be read. @throws Where neither can be, or nothing was ever written. */
  async read(account: ReadAccount, frozen: FrozenPositions | null): Promise<contract.PortfolioView> {
    const { mode, venue, stores } = account;
    const [closed, decisions, fills, risk] = [
      stores.portfolio.closedPositions({ limit: NEWEST }),
      stores.decisions.list({ limit: NEWEST }),
      stores.executions.listFills({ limit: EVENTS }),
      stores.risk.list({ limit: EVENTS }),
    ];
    const happened = Promise.all([fills, closed, risk, decisions]).then((pages) => {
      const [ofFills, ofClosed, ofRisk, ofDecisions] = pages;
      return accountEvents({
        ...{ fills: ofFills.items, closed: ofClosed.items, risk: ofRisk.items, decisions: ofDecisions.items },
      }).slice(0, EVENTS);
    });
    const unavailable: contract.PortfolioView['unavailable'] = [];
    const [now, closedPositions, newest, events] = await Promise.all([
      accountNow(account),
      this.#section('closedPositions', closed, unavailable),
      this.#section('decisions', decisions, unavailable),
      this.#section('events', happened, unavailable),
    ]);
    const { source, portfolio, openOrders } = now;
    return {
      ...{ mode, venue, source, account: accountView(portfolio) },
      positions: portfolio.positions.map(positionView),
      openOrders: openOrders.map(orderView),
      closedPositions: closedPositions?.items.map(closedPositionView) ?? null,
      decisions: newest?.items.map(decisionView) ?? null,
      ...{ events, unavailable, frozen: frozenView(frozen) },
    };
  }

  /** `null` where it cannot be read, and then a word about it. */
  async #section<T>(
    section: Section,
    read: Promise<T>,
    unavailable: contract.PortfolioView['unavailable'],
  ): Promise<T | null> {
    try {
      const told = await read;
      this.#unreadSince.delete(section);
      return told;
    } catch (error) {
      const since = this.#unreadSince.get(section) ?? this.#now();
      this.#unreadSince.set(section, since);
      unavailable.push({ section, since, code: isBrokerError(error) ? error.code : 'host/failed' });
      return null;
    }
  }
}

async function accountNow({ broker, stores }: ReadAccount): Promise<{
  readonly source: 'broker' | 'stored';
  readonly portfolio: StoredPortfolio;
  readonly openOrders: readonly StoredOrder[];
}> {
  if (broker !== null) {
    try {
      const [snapshot, orders] = await Promise.all([broker.getSnapshot(), broker.getOpenOrders()]);
      return { source: 'broker', portfolio: storedPortfolio(snapshot), openOrders: orders.map(storedOrder) };
    } catch {
      // The answer says that it is as last written; why the broker cannot be read is told as an alert.
    }
  }
  const [portfolio, orders] = await Promise.all([
    stores.portfolio.latest(),
    stores.executions.listOrders({ limit: 200 }),
  ]);
  const openOrders = orders.items.filter(({ state }) => !ENDED.has(state));
  if (portfolio === null) {
    throw new HostError('No account is known yet: none runs here, and none was ever written.', {
      ...{ code: 'host/not_started', status: 503 },
    });
  }
  return { source: 'stored', portfolio, openOrders };
}

const ENDED: ReadonlySet<string> = new Set(TERMINAL_STATES);

export function frozenView(frozen: FrozenPositions | null): z.infer<typeof contract.frozenPositions> | null {
  if (frozen === null) return null;
  return { ...frozen, positions: frozen.positions === null ? null : frozen.positions.map((one) => ({ ...one })) };
}
