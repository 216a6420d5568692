import type { MarginMode, Side } from '../../domain/order-intent.ts';
import type { ListedInstrument } from './listed-instrument.ts';
import type { OrderDeskParts } from './order-desk.ts';

type Books = Pick<OrderDeskParts, 'exchange' | 'accountId'>;

interface Aim {
  readonly listed: ListedInstrument;
  readonly tdMode: MarginMode;
  readonly side: Side;
}

/** Lots of the position that an order has opened or enlarged; 0 where it has only closed one. */
export function openedLots(books: Books, aim: Aim): number {
  return lotsOnSide(books, aim, 'buy');
}

/** Lots that an order can close. */
export function closableLots(books: Books, aim: Aim): number {
  return lotsOnSide(books, aim, 'sell');
}

/** Lots that are held, where they are long for orders of this side, and short for those of the other. */
function lotsOnSide({ exchange, accountId }: Books, { listed, tdMode, side }: Aim, longSide: Side): number {
  const held = exchange.account(accountId).position(listed.instrument, tdMode).lots;
  return held > 0 === (side === longSide) ? Math.abs(held) : 0;
}
