import type { InstrumentId } from '../../domain/instrument.ts';
import type { Order } from '../../domain/order.ts';
import type { BaseBroker } from '../../ports/broker.ts';

/** Entries that rested and are to rest no longer. */
export interface TakenBack {
  /** As they stand after their cancel. */
  readonly orders: readonly Order[];
  /** What could not be done, a sentence each. */
  readonly problems: readonly string[];
}

/** Cancels the entries of instruments that still wait to fill, all at once. Never throws. */
export async function takeBackEntries(
  broker: Pick<BaseBroker, 'getOpenOrders' | 'cancelOrder'>,
  instruments: readonly InstrumentId[],
): Promise<TakenBack> {
  let open: readonly Order[];
  try {
    open = await broker.getOpenOrders();
  } catch (error) {
    return { orders: [], problems: [`Which entries rest could not be read: ${textOf(error)}`] };
  }
  const resting = open.filter(
    ({ role, effect, instrument }) => role === 'entry' && effect === 'open' && instruments.includes(instrument),
  );
  const ends = await Promise.allSettled(resting.map(({ clientOrderId }) => broker.cancelOrder({ clientOrderId })));
  const orders = ends.flatMap((end) => (end.status === 'fulfilled' ? [end.value] : []));
  const refused = ends.flatMap((end) => (end.status === 'rejected' ? [textOf(end.reason)] : []));
  const left = orders
    .filter(({ isTerminal }) => !isTerminal)
    .map(({ clientOrderId, state }) => `${clientOrderId} is ${state}.`);
  return {
    orders: orders.filter(({ isTerminal }) => isTerminal),
    problems: [...refused, ...left].map((problem) => `An entry could not be taken back: ${problem}`),
  };
}

/** What became of them, for a person and for a model; `null` where there were none. */
export function tellTakenBack({ orders, problems }: TakenBack): string | null {
  const names = orders.map(
    ({ side, instrument, remainingQuantity }) => `${side} ${remainingQuantity.toFixed()} ${instrument}`,
  );
  const told = names.length === 0 ? [] : [`Taken back, not filled: ${names.join(', ')}.`];
  const all = [...told, ...problems];
  return all.length === 0 ? null : all.join(' ');
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
