import type { LedgerEntry, LedgerEntryType } from '../../domain/ledger-entry.ts';
import type { Money } from '../../domain/money.ts';
import type { MarginMode } from '../../domain/order-intent.ts';
import type { BillRow } from '../wire/account-rows.ts';
import type { Listings } from './listing.ts';
import { moneyOf } from './numbers.ts';

/** What a bill is to us; `fill` and `margin` move no money that the ledger does not hear of elsewhere. */
export type BillClass = LedgerEntryType | 'fill' | 'margin';

/** OKX's bill types. @see https://www.okx.com/docs-v5/en/#trading-account-rest-api-get-bills-details-last-7-days */
const TYPES: Readonly<Record<string, BillClass>> = {
  '1': 'transfer',
  '2': 'fill',
  // Between the account and an isolated position: the sum stays the same.
  '6': 'margin',
  '8': 'funding',
  '9': 'fill',
  '12': 'transfer',
};
const FUNDING_PAID = '173';
const FUNDING_RECEIVED = '174';
/** Executions of a liquidation, told by the fills. */
const LIQUIDATION_FILLS: ReadonlySet<string> = new Set(['100', '101', '102', '103', '104', '105', '106', '107']);
/** What the insurance fund puts into an account whose liquidation left a debt, or takes out again. */
const INSURANCE: ReadonlySet<string> = new Set(['110', '111']);

/** What a bill is to us. Whatever is not known moves money all the same and is an adjustment. */
export function classOfBill({ type, subType }: Pick<BillRow, 'type' | 'subType'>): BillClass {
  if (subType === FUNDING_PAID || subType === FUNDING_RECEIVED) return 'funding';
  if (INSURANCE.has(subType)) return 'insurance';
  if (LIQUIDATION_FILLS.has(subType)) return 'fill';
  return TYPES[type] ?? 'adjustment';
}

/** The money that a bill moved without a fill; `null` for what is a fill, a move of margin, or nothing. */
export function readBill(row: BillRow, listings: Listings): LedgerEntry | null {
  const type = classOfBill(row);
  if (type === 'fill' || type === 'margin') return null;
  const amount = type === 'funding' ? fundingOf(row) : moneyOf(row.balChg);
  if (amount === 0n) return null;
  const instrument = listings.get(row.instId)?.instrument ?? null;
  return {
    entryId: `bill${row.billId}`,
    type,
    currency: row.ccy,
    amount,
    instrument: instrument === null ? null : instrument.id,
    marginMode: instrument === null ? null : modeOf(row.mgnMode),
    at: Number(row.ts),
  };
}

/** OKX states it in `pnl`, and in `balChg` where the account and not an isolated position paid. */
function fundingOf({ pnl, balChg, posBalChg, subType }: BillRow): Money {
  const stated = [pnl, balChg, posBalChg].map(moneyOf).find((amount) => amount !== 0n) ?? 0n;
  const size = stated < 0n ? -stated : stated;
  if (subType === FUNDING_PAID) return -size;
  return subType === FUNDING_RECEIVED ? size : stated;
}

function modeOf(text: string): MarginMode | null {
  return text === 'cash' || text === 'cross' || text === 'isolated' ? text : null;
}
