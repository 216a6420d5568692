import { Fill, type FillCause } from '../../domain/fill.ts';
import type { MarginMode } from '../../domain/order-intent.ts';
import { foreignId } from '../client-order-ids.ts';
import type { FillRow, OrderPushRow } from '../wire/order-row.ts';
import { type Listing, lotsOf, nearestTicks } from './listing.ts';
import { instantOrNull, moneyOf } from './numbers.ts';
import type { Reading } from './reading.ts';

/** Fills that were read, and the orders that have to be read before the others can be. */
export interface ReadFills {
  readonly fills: readonly Fill[];
  /** Rows do not say the margin mode: these orders, of another hand, have to be looked up for it. */
  readonly unknownOrders: readonly { readonly ordId: string; readonly instId: string }[];
}

/**
 * Fills of `trade/fills` or `fills-history`, in the order of the rows; those of instruments that we do not trade are left
 * out.
 *
 * @throws {VenueError} `venue/malformed_response` for a size that is no whole number of lots.
 */
export function readFills(rows: readonly FillRow[], reading: Reading, endpoint: string): ReadFills {
  const fills: Fill[] = [];
  const unknown = new Map<string, { readonly ordId: string; readonly instId: string }>();
  for (const row of rows) {
    const listing = reading.listings.get(row.instId);
    if (listing === undefined) continue;
    const clientOrderId =
      reading.clientIdOf?.(row.ordId) ?? (row.clOrdId === '' ? foreignId('order', row.ordId) : row.clOrdId);
    const marginMode = listing.instType === 'SPOT' ? 'cash' : reading.known(clientOrderId)?.marginMode;
    if (marginMode === undefined) unknown.set(row.ordId, { ordId: row.ordId, instId: row.instId });
    else fills.push(fillOfRow(row, clientOrderId, marginMode, listing, endpoint));
  }
  return { fills, unknownOrders: [...unknown.values()] };
}

/** One execution of a row whose order is known. A fee below zero at OKX is one that is paid here. */
export function fillOfRow(
  row: FillRow,
  clientOrderId: string,
  marginMode: MarginMode,
  listing: Listing,
  endpoint: string,
): Fill {
  return new Fill({
    fillId: row.tradeId,
    clientOrderId,
    venueOrderId: row.ordId,
    instrument: listing.instrument,
    marginMode,
    side: row.side,
    lots: lotsOf(listing, row.fillSz, endpoint, 'fillSz'),
    ticks: nearestTicks(listing, row.fillPx),
    feeMoney: -moneyOf(row.fee),
    feeCurrency: row.feeCcy,
    liquidity: row.execType === 'M' ? 'maker' : 'taker',
    cause: causeOf(row),
    at: instantOrNull(row.fillTime) ?? Number(row.ts),
  });
}

/** The execution that a push of the orders channel tells, or `null` where it tells none or none that can be told apart. */
export function fillOfPush(
  row: OrderPushRow,
  clientOrderId: string,
  marginMode: MarginMode,
  listing: Listing,
  endpoint: string,
): Fill | null {
  if (!hasExecution(row) || !isTellable(row)) return null;
  return new Fill({
    fillId: row.tradeId,
    clientOrderId,
    venueOrderId: row.ordId,
    instrument: listing.instrument,
    marginMode,
    side: row.side,
    lots: lotsOf(listing, row.fillSz, endpoint, 'fillSz'),
    ticks: nearestTicks(listing, row.fillPx),
    feeMoney: -moneyOf(row.fillFee),
    feeCurrency: row.fillFeeCcy || row.feeCcy,
    liquidity: row.execType === 'M' ? 'maker' : 'taker',
    cause: categoryCause(row.category),
    at: instantOrNull(row.fillTime) ?? Number(row.uTime),
  });
}

/** Whether a push comes with an execution at all; a market order of spot may end with one of size zero. */
export function hasExecution(row: OrderPushRow): boolean {
  return row.fillSz !== '' && Number(row.fillSz) > 0;
}

/** Of liquidations OKX pushes the trade id 0 and tells the true, negative one only in the fills. */
function isTellable(row: OrderPushRow): boolean {
  return row.tradeId !== '' && row.tradeId !== '0' && row.fillPx !== '' && row.fillFee !== '';
}

function causeOf({ tradeId, subType }: FillRow): FillCause {
  const kind = Number(subType);
  if (kind >= 125 && kind <= 128) return 'adl';
  const isLiquidation = (kind >= 100 && kind <= 107) || tradeId.startsWith('-');
  return isLiquidation ? 'liquidation' : 'order';
}

function categoryCause(category: string): FillCause {
  if (category === 'adl') return 'adl';
  return category === 'full_liquidation' || category === 'partial_liquidation' ? 'liquidation' : 'order';
}
