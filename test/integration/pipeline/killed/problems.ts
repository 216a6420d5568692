import { decisionIdOf, readClientOrderId } from '../../../../src/domain/client-order-id.ts';
import { Decimal } from '../../../../src/domain/decimal.ts';
import type { DecisionRecord } from '../../../../src/ports/decision-log.ts';
import type { Stores } from '../../../../src/ports/stores.ts';
import { embeddedStores } from '../../../../src/postgres/embedded-stores.ts';
import type { MockOkx } from '../../../../src/testing/mock-okx/mock-okx.ts';
import { ExchangeBooks } from '../../okx/exchange-books.ts';
import { placedTwice } from '../../okx/invariants.ts';

export const BTC = 'BTC-USDT-SWAP';
export const ETH = 'ETH-USDT-SWAP';

/** In which respects the exchange's books and the stores in a folder do not fit together. */
export async function problemsOf(mock: MockOkx, folder: string): Promise<readonly string[]> {
  const stores = await embeddedStores(folder, { portfolioId: 'okx-demo', runtimeMode: 'paper' });
  try {
    const books = new ExchangeBooks(mock);
    const { items } = await stores.decisions.list({ limit: 1_000 });
    const rows = new Map(items.map((row) => [row.decisionId, row]));
    return [
      ...placedTwice(books),
      ...orderProblems(books, rows),
      ...[...rows.values()].flatMap((row) => [...outcomeProblems(row, books)]),
      ...nakedPositions(mock),
      ...leftOverStops(books),
      ...(await unfinished(stores, books)),
      ...(await fillProblems(stores, books)),
      ...(await closingProblems(stores)),
    ];
  } finally {
    await stores.close();
  }
}

/** Orders whose decision has no row, and decisions that were carried out twice. */
function* orderProblems(books: ExchangeBooks, rows: ReadonlyMap<string, DecisionRecord>): Generator<string> {
  const entries = new Map<string, number>();
  for (const { terms } of books.orders()) {
    if (terms.clOrdId === '') continue;
    const decisionId = decisionIdOf(terms.clOrdId);
    if (decisionId === null || !rows.has(decisionId)) yield `${terms.clOrdId} was placed and its decision has no row`;
    if (readClientOrderId(terms.clOrdId)?.role !== 'entry') continue;
    const key = decisionId ?? terms.clOrdId;
    entries.set(key, (entries.get(key) ?? 0) + 1);
  }
  for (const [id, count] of entries) if (count > 1) yield `the decision ${id} has ${count} entries`;
}

/** What a row says of the end of a decision against what the exchange did. */
function* outcomeProblems({ decisionId, action, instrument, outcome }: DecisionRecord, books: ExchangeBooks) {
  const what = `the decision to ${action} ${instrument}`;
  if (outcome === null) {
    yield `${what} has no outcome`;
    return;
  }
  const role = action === 'close' ? 'exit' : 'entry';
  const own = books.orders().filter(({ terms: { clOrdId } }) => {
    return readClientOrderId(clOrdId)?.role === role && decisionIdOf(clOrdId) === decisionId;
  });
  const isFilled = own.some(({ state }) => state === 'filled');
  // Where nothing was held, a close has done what it can when no entry waits any more.
  const neededNone = outcome.rule === 'entries_taken_back' && own.length === 0;
  const saysFilled = !neededNone && (outcome.outcome === 'executed' || outcome.outcome === 'clamped');
  if (outcome.outcome === 'unresolved') yield `${what} is unresolved when everything is known`;
  else if (action !== 'hold' && isFilled !== saysFilled) {
    yield `${what} is said to be ${outcome.outcome} (${outcome.rule}), and the exchange has ${own.length} orders for it`;
  }
  for (const { terms } of own) {
    if (!outcome.clientOrderIds.includes(terms.clOrdId)) yield `${what} does not name its order ${terms.clOrdId}`;
  }
}

/** Positions that are not covered by stops. */
export function* nakedPositions(mock: MockOkx): Generator<string> {
  const books = new ExchangeBooks(mock);
  for (const instrument of [BTC, ETH]) {
    const held = mock.exchange.position({ instrument, marginMode: 'cross' });
    const stops = books
      .openAlgos()
      .filter(({ terms, stopLoss }) => terms.listed.instrument.id === instrument && stopLoss !== null);
    const covered = stops.reduce(
      (sum, { terms, lots }) => (terms.isWhole ? held : sum.add(terms.listed.instrument.quantityOf(lots))),
      held.mul(0),
    );
    if (covered.lt(held)) yield `of ${held.toFixed()} ${instrument} only ${covered.toFixed()} have a stop`;
  }
}

/** When everything was closed, nothing protects any more. */
function leftOverStops(books: ExchangeBooks): readonly string[] {
  return books.openAlgos().map(({ terms }) => `the stop ${terms.algoId} outlives its position`);
}

/** Orders without an end in the journal that do not rest at the exchange. */
async function unfinished({ journal }: Stores, books: ExchangeBooks): Promise<readonly string[]> {
  const open = new Set([
    ...books.openOrders().map(({ terms }) => terms.clOrdId),
    ...books.openAlgos().map(({ terms }) => terms.algoClOrdId),
  ]);
  return (await journal.unfinished())
    .filter(({ hasEnded, clientOrderId }) => !hasEnded && !open.has(clientOrderId))
    .map(({ clientOrderId }) => `${clientOrderId} has no end in the journal, and is not open`);
}

/** Executions of the exchange that have no row, and rows of none. */
async function fillProblems({ executions }: Stores, books: ExchangeBooks): Promise<readonly string[]> {
  const { items } = await executions.listFills({ limit: 1_000 });
  const theirs = books.fills().map(({ id }) => id);
  const ours = items.map(({ fillId }) => fillId);
  return [
    ...theirs.filter((id) => !ours.includes(id)).map((id) => `the fill ${id} has no row`),
    ...ours.filter((id) => !theirs.includes(id)).map((id) => `the fill ${id} is not one of the exchange's`),
    ...items.filter(({ decisionId }) => decisionId === null).map(({ fillId }) => `the fill ${fillId} has no decision`),
  ];
}

/** Positions that the fills show from flat to flat and that have no row, or two, or no decision. */
async function closingProblems({ executions, portfolio }: Stores): Promise<readonly string[]> {
  const { items: fills } = await executions.listFills({ order: 'oldest_first', limit: 1_000 });
  const { items: rows } = await portfolio.closedPositions({ limit: 1_000 });
  return [BTC, ETH].flatMap((instrument) => {
    let held = new Decimal(0);
    const ends: number[] = [];
    for (const { side, quantity, at } of fills.filter((fill) => fill.instrument === instrument)) {
      held = side === 'buy' ? held.add(quantity) : held.sub(quantity);
      if (held.isZero()) ends.push(at);
    }
    const own = rows.filter((row) => row.instrument === instrument);
    return [
      ...ends
        .map((at) => ({ at, count: own.filter(({ closedAt }) => closedAt === at).length }))
        .filter(({ count }) => count !== 1)
        .map(({ at, count }) => `the position in ${instrument} that was closed at ${at} has ${count} rows`),
      ...own
        .filter(({ decisionIds }) => decisionIds.length === 0)
        .map(({ closedPositionId }) => `the closed position ${closedPositionId} has no decision`),
    ];
  });
}
