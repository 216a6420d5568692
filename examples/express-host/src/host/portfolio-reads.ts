import {
  type BaseBroker,
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

/** The account with what happened to it last; as it was last written where the broker cannot be read. */
export async function portfolioOf(
  account: ReadAccount,
  frozen: FrozenPositions | null,
): Promise<contract.PortfolioView> {
  const { mode, venue, stores } = account;
  const [{ source, portfolio, openOrders }, closed, decisions, fills, risk] = await Promise.all([
    accountNow(account),
    stores.portfolio.closedPositions({ limit: NEWEST }),
    stores.decisions.list({ limit: NEWEST }),
    stores.executions.listFills({ limit: EVENTS }),
    stores.risk.list({ limit: EVENTS }),
  ]);
  return {
    ...{ mode, venue, source, account: accountView(portfolio) },
    positions: portfolio.positions.map(positionView),
    openOrders: openOrders.map(orderView),
    closedPositions: closed.items.map(closedPositionView),
    decisions: decisions.items.map(decisionView),
    events: accountEvents({
      fills: fills.items,
      closed: closed.items,
      risk: risk.items,
      decisions: decisions.items,
    }).slice(0, EVENTS),
    frozen: frozenView(frozen),
  };
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
  return { source: 'stored', portfolio: portfolio ?? NOTHING_YET, openOrders };
}

const ENDED: ReadonlySet<string> = new Set(TERMINAL_STATES);

const NOTHING_YET: StoredPortfolio = {
  ...{ at: 0, accountCurrency: 'USDT', cash: '0', equity: '0', freeMargin: '0', realizedPnl: '0' },
  ...{ unrealizedPnl: '0', fees: '0', funding: '0', drawdownFraction: '0' },
  ...{ sharpe: null, winRate: null, profitFactor: null, positions: [] },
};

export function frozenView(frozen: FrozenPositions | null): z.infer<typeof contract.frozenPositions> | null {
  if (frozen === null) return null;
  return { ...frozen, positions: frozen.positions === null ? null : frozen.positions.map((one) => ({ ...one })) };
}
