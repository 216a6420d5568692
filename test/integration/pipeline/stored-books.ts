import { isTerminal } from '../../../src/domain/order-lifecycle.ts';
import type { StoredFill, StoredOrder } from '../../../src/domain/stored-execution.ts';
import type { StoredClosedPosition } from '../../../src/domain/stored-portfolio.ts';
import type { CycleReport } from '../../../src/pipeline/cycle/cycle-report.ts';
import type { DecisionOutcome, DecisionRecord } from '../../../src/ports/decision-log.ts';
import type { Page, PageQuery } from '../../../src/ports/page.ts';
import type { EquitySnapshot } from '../../../src/ports/portfolio-store.ts';
import type { Stores } from '../../../src/ports/stores.ts';

/** Everything that the stores have of a run. */
export interface StoredBooks {
  readonly decisions: readonly DecisionRecord[];
  readonly orders: readonly StoredOrder[];
  readonly fills: readonly StoredFill[];
  readonly closed: readonly StoredClosedPosition[];
  /** Oldest first. */
  readonly equity: readonly EquitySnapshot[];
}

export async function readBooks({ decisions, executions, portfolio }: Stores): Promise<StoredBooks> {
  return {
    decisions: await everything((query) => decisions.list(query)),
    orders: await everything((query) => executions.listOrders(query)),
    fills: await everything((query) => executions.listFills(query)),
    closed: await everything((query) => portfolio.closedPositions(query)),
    equity: await everything((query) => portfolio.equity(query)),
  };
}

/** What the row has to say: what was told, or where the order rested then, what the order came to since. */
function endOf(row: DecisionRecord, told: DecisionOutcome, orders: readonly StoredOrder[]): DecisionOutcome {
  const own = orders.filter(({ decisionId }) => decisionId === row.decisionId);
  // What only reduces is an exit.
  const order = own.find(({ role }) => role === 'entry') ?? own.find(({ role }) => role === 'exit');
  if (told !== 'unresolved' || order === undefined || !isTerminal(order.state)) return told;
  if (order.filledQuantity === '0') return 'rejected';
  return row.verdict?.outcome === 'clamp' ? 'clamped' : 'executed';
}

/** Whatever does not lead from a report to its rows and from each row back to a decision, as sentences. */
export function brokenLinks(books: StoredBooks, reports: readonly CycleReport[]): readonly string[] {
  const decisions = new Map(books.decisions.map((row) => [row.decisionId, row]));
  const orders = new Map(books.orders.map((row) => [row.clientOrderId, row]));
  const reported = reports.flatMap((report) => report.decisions.map((decision) => ({ report, decision })));
  return [
    ...(reported.length === decisions.size
      ? []
      : [`${reported.length} decisions were told, ${decisions.size} written`]),
    ...reported.flatMap(({ report, decision: { decisionId, outcome, clientOrderIds } }) => {
      const row = decisions.get(decisionId);
      if (row === undefined) return [`decision ${decisionId} has no row`];
      return [
        ...(row.evaluationId === report.evaluationId ? [] : [`decision ${decisionId} is of another evaluation`]),
        ...(endOf(row, outcome, books.orders) === row.outcome?.outcome
          ? []
          : [`decision ${decisionId} was ${outcome}, not ${row.outcome?.outcome}`]),
        ...clientOrderIds
          .filter((id) => orders.get(id)?.decisionId !== decisionId)
          .map((id) => `order ${id} does not lead to its decision ${decisionId}`),
      ];
    }),
    ...books.orders.flatMap(({ clientOrderId, decisionId, role }) =>
      decisions.has(decisionId ?? '') ? [] : [`the ${role} order ${clientOrderId} has no decision`],
    ),
    ...books.fills.flatMap(({ fillId, clientOrderId, decisionId }) => {
      const order = orders.get(clientOrderId);
      if (order === undefined) return [`fill ${fillId} has no order`];
      return order.decisionId === decisionId ? [] : [`fill ${fillId} is not of the decision of its order`];
    }),
    ...books.closed.flatMap(({ closedPositionId, decisionIds }) =>
      decisionIds.length > 0 && decisionIds.every((id) => decisions.has(id))
        ? []
        : [`the closed position ${closedPositionId} has no decision`],
    ),
  ];
}

async function everything<T>(list: (query: PageQuery) => Promise<Page<T>>): Promise<readonly T[]> {
  const all: T[] = [];
  let after: string | null = null;
  do {
    const page: Page<T> = await list({
      limit: 1_000,
      order: 'oldest_first',
      ...(after === null ? {} : { after }),
    });
    all.push(...page.items);
    after = page.next;
  } while (after !== null);
  return all;
}
