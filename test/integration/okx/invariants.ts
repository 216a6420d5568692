import { Decimal } from '../../../src/domain/decimal.ts';
import type { Fill } from '../../../src/domain/fill.ts';
import type { Order } from '../../../src/domain/order.ts';
import { isConditional } from '../../../src/domain/order-intent.ts';
import type { BaseBroker } from '../../../src/ports/broker.ts';
import type { DeskOrder, DeskOrderState } from '../../../src/testing/mock-okx/desk-order.ts';
import { type ExchangeBooks, SWAP } from './exchange-books.ts';

const STATES: Readonly<Record<DeskOrderState, Order['state']>> = {
  live: 'working',
  partially_filled: 'partially_filled',
  filled: 'filled',
  canceled: 'canceled',
};

/** An order that is said to have ended and has not, or has ended otherwise; `null` where the end is true. */
export function falseEnd(order: Order, books: ExchangeBooks): string | null {
  if (!order.isTerminal || isConditional(order.type) || order.progress.attempts === 0) return null;
  const theirs = books.order(order.clientOrderId);
  const state = theirs === undefined ? 'not there' : STATES[theirs.state];
  if (theirs === undefined ? isNever(order) : state === order.state) return null;
  return `${order.clientOrderId} is said to be ${order.state} while it is ${state}`;
}

/**
 * Everything in which what the broker knows differs from what is true; to be asked when all has come to rest. What ended
 * before `since` may have been forgotten.
 */
export async function differences(
  broker: BaseBroker,
  books: ExchangeBooks,
  known: Iterable<string>,
  since = 0,
): Promise<readonly string[]> {
  return [
    ...placedTwice(books),
    ...(await orderDifferences(broker, books, known, since)),
    ...(await fillDifferences(broker, books, since)),
    ...(await accountDifferences(broker, books)),
  ];
}

/** Open orders, positions and cash in which the broker and the exchange differ. */
export async function accountDifferences(broker: BaseBroker, books: ExchangeBooks): Promise<readonly string[]> {
  return [
    ...(await openDifferences(broker, books)),
    ...(await positionDifferences(broker, books)),
    ...(await cashDifference(broker, books)),
  ];
}

/** Orders of which it was said how they ended, and which have not ended so; by our id. */
export function* falselyEnded(said: ReadonlyMap<string, string>, books: ExchangeBooks): Generator<string> {
  for (const [id, state] of said) {
    const theirs = books.order(id);
    // Conditions are not told apart here from what never came to the exchange.
    const truth = theirs === undefined ? null : STATES[theirs.state];
    if (truth !== null && truth !== state) yield `${id} was said to be ${state} and is ${truth}`;
  }
}

/** What protects the position, in the broker's words and at the exchange; what is left of it without one. */
export async function protectionDifferences(
  broker: BaseBroker,
  books: ExchangeBooks,
  where: 'everywhere' | 'where_requested' = 'everywhere',
): Promise<readonly string[]> {
  const held = books.lots();
  const stops = books.openAlgos().filter(({ terms, stopLoss }) => terms.reduceOnly && stopLoss !== null);
  if (held === 0) return books.openAlgos().map(({ terms }) => `the condition ${terms.algoId} outlives its position`);
  const [position] = await broker.getPositions();
  const status = position?.protection.status;
  if (where === 'where_requested' && status === 'none_requested') return [];
  const found: string[] = [];
  const covering = stops.filter(({ terms }) => (terms.side === 'sell') === held > 0);
  const covered = covering.reduce((sum, { lots, terms }) => sum + (terms.isWhole ? Math.abs(held) : lots), 0);
  if (covered < Math.abs(held)) found.push(`of ${held} lots only ${covered} have a stop`);
  if (status !== 'verified') found.push(`the protection is said to be ${status ?? 'of no position'}`);
  return found;
}

/** Orders of one id that the exchange took more than once. */
export function* placedTwice(books: ExchangeBooks): Generator<string> {
  const counts = new Map<string, number>();
  for (const { terms } of books.orders()) {
    if (terms.clOrdId !== '') counts.set(terms.clOrdId, (counts.get(terms.clOrdId) ?? 0) + 1);
  }
  for (const [id, count] of counts) if (count > 1) yield `${id} was placed ${count} times`;
}

async function orderDifferences(
  broker: BaseBroker,
  books: ExchangeBooks,
  known: Iterable<string>,
  since: number,
): Promise<readonly string[]> {
  const found: string[] = [];
  const ids = new Set(known);
  for (const clientOrderId of ids) {
    const ours = await broker.getOrder({ clientOrderId });
    if (isConditional(ours.type)) {
      if (!ours.isTerminal && ours.state !== 'armed') found.push(`${clientOrderId} is still ${ours.state}`);
      continue;
    }
    const theirs = books.order(clientOrderId) ?? books.orders().find(({ terms }) => terms.ordId === ours.venueOrderId);
    if (theirs === undefined) {
      if (!isNever(ours)) found.push(`${clientOrderId} is ${ours.state}, and not there`);
    } else found.push(...stand(ours, theirs));
  }
  for (const { terms, isOpen } of books.orders()) {
    if (terms.cTime < since) continue;
    if (terms.clOrdId === '' || ids.has(terms.clOrdId)) continue;
    const isKnown = await broker.getOrder({ clientOrderId: terms.clOrdId }).then(
      (order) => order.isTerminal !== isOpen,
      () => false,
    );
    if (!isKnown) found.push(`${terms.clOrdId} was placed and is not known`);
  }
  return found;
}

function* stand(ours: Order, theirs: DeskOrder): Generator<string> {
  const { progress } = ours;
  const pairs: readonly (readonly [string, unknown, unknown])[] = [
    ['state', ours.state, STATES[theirs.state]],
    ['size', progress.lots, theirs.lots],
    ['filled', progress.filledLots, theirs.filledLots],
    ['cost', String(progress.filledCost), String(theirs.filledCost)],
    ['fee', progress.feeMoney, theirs.feeMoney],
    ['limit', progress.limitTicks, theirs.terms.ordType === 'market' ? progress.limitTicks : theirs.ticks],
  ];
  for (const [what, our, their] of pairs) {
    if (our !== their) yield `${ours.clientOrderId} has ${what} ${String(our)}, in truth ${String(their)}`;
  }
}

async function fillDifferences(broker: BaseBroker, books: ExchangeBooks, since: number): Promise<readonly string[]> {
  const text = (id: string, lots: number, price: string, fee: string): string =>
    `fill ${id}: ${lots} at ${new Decimal(price).toFixed()} for ${new Decimal(fee).toFixed()}`;
  const ours = (await broker.getFills({ limit: 100_000 }))
    .filter(({ at }) => at >= since)
    .map((fill: Fill) => text(fill.fillId, fill.facts.lots, fill.price.toFixed(), fill.fee.toFixed()));
  const theirs = books
    .fills()
    .filter(({ at }) => at >= since)
    .map(({ id, lots, price, fee }) => text(id, lots, price, new Decimal(fee).neg().toFixed()));
  return setDifferences(ours, theirs);
}

async function openDifferences(broker: BaseBroker, books: ExchangeBooks): Promise<readonly string[]> {
  const open = await broker.getOpenOrders();
  const theirs = [
    ...books.openOrders().map(({ terms }) => `open ${terms.ordId}`),
    ...books
      .openAlgos()
      .flatMap(({ terms, ...algo }) => [
        ...(algo.stopLoss === null ? [] : [`open ${terms.algoId} stop`]),
        ...(algo.takeProfit === null ? [] : [`open ${terms.algoId} target`]),
      ]),
  ];
  const ours = open.map(({ venueOrderId, type, state }) => {
    if (state !== 'armed') return `open ${venueOrderId}`;
    return `open ${venueOrderId} ${type.startsWith('stop') ? 'stop' : 'target'}`;
  });
  return setDifferences(ours, theirs);
}

async function positionDifferences(broker: BaseBroker, books: ExchangeBooks): Promise<readonly string[]> {
  const position = (await broker.getPositions()).find(({ marginMode }) => marginMode === 'cross');
  const truth = books.mock.exchange.position({ instrument: SWAP, marginMode: 'cross' });
  const quantity = position?.quantity ?? new Decimal(0);
  return quantity.eq(truth) ? [] : [`the position is ${quantity.toFixed()}, in truth ${truth.toFixed()}`];
}

async function cashDifference(broker: BaseBroker, books: ExchangeBooks): Promise<readonly string[]> {
  const { currencies } = await broker.getBalance();
  const cash = currencies.find(({ currency }) => currency === 'USDT')?.cash ?? new Decimal(0);
  const truth = books.mock.exchange.cash('USDT');
  return cash.eq(truth) ? [] : [`the cash is ${cash.toFixed()}, in truth ${truth.toFixed()}`];
}

function setDifferences(ours: readonly string[], theirs: readonly string[]): string[] {
  return [
    ...ours.filter((one, at) => ours.indexOf(one) !== at).map((one) => `${one}, known twice`),
    ...theirs.filter((one) => !ours.includes(one)).map((one) => `${one}, not known`),
    ...ours.filter((one) => !theirs.includes(one)).map((one) => `${one}, not there`),
  ];
}

/** Whether an order is said to have never been one of the exchange's. */
function isNever({ state, progress }: Order): boolean {
  if (progress.filledLots > 0) return false;
  return (
    state === 'not_placed' ||
    state === 'rejected' ||
    state === 'denied' ||
    (state === 'canceled' && progress.attempts === 0)
  );
}
