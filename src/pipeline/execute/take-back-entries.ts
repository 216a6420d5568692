import type { InstrumentId } from '../../domain/instrument.ts';
import type { Order } from '../../domain/order.ts';
import type { BaseBroker } from '../../ports/broker.ts';
import { cancelEntries } from './cancel-entries.ts';

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
  try {
    const { ended, left } = await cancelEntries(broker, instruments);
    return { orders: ended, problems: left.map(({ why }) => `An entry could not be taken back: ${why}`) };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { orders: [], problems: [`Which entries rest could not be read: ${why}`] };
  }
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
