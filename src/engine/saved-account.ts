import { AccountState } from '../domain/account-state.ts';
import { narrow } from '../domain/exact.ts';
import type { Fill } from '../domain/fill.ts';
import { MARGIN_MODES, type MarginMode, positionKeyText } from '../domain/order-intent.ts';
import { PersistenceError } from '../errors/index.ts';
import type { Session } from './session.ts';

/** How far before the newest news a fill may still come in late, ms. */
export const LATE_FILLS_MS = 60_000;
const MOST_FILLS = 200;

/** Positions and cash as we last knew them. Integers as text. */
export interface SavedAccount {
  readonly version: 1;
  /** Until when fills and movements of money are in it, epoch ms in the venue's time. */
  readonly at: number;
  readonly positions: readonly SavedPosition[];
  /** By which decisions what is open was built, by `positionKeyText`; left out by former versions. */
  readonly built?: Readonly<Record<string, { readonly lots: number; readonly decisionIds: readonly string[] }>>;
  /** By currency. */
  readonly cash: Readonly<Record<string, string>>;
  /** The fills of the last minute before `at` that are in it, those from `fillsFrom` on. */
  readonly fills: readonly string[];
  readonly fillsFrom: number;
}

interface SavedPosition {
  readonly instrument: string;
  readonly marginMode: MarginMode;
  /** Signed. */
  readonly lots: number;
  readonly cost: string;
  readonly margin: string;
  /** In hundredths. */
  readonly leverage: number;
}

/** What is to be saved of the account as the ledger has it; `at`: until when news is booked. */
export function savedAccount({ ledger, registry }: Session, at: number): SavedAccount {
  const { account } = ledger;
  const newest = registry.fills({ limit: MOST_FILLS });
  const isCut = newest.length === MOST_FILLS;
  const fillsFrom = Math.max(at - LATE_FILLS_MS, isCut ? (newest.at(-1)?.at ?? at) : Number.NEGATIVE_INFINITY);
  return {
    version: 1,
    at,
    positions: [...account.positions()].map((state) => ({
      instrument: state.instrument.id,
      marginMode: state.isolated ? 'isolated' : 'cross',
      lots: state.lots,
      cost: state.cost.toString(),
      margin: state.margin.toString(),
      leverage: state.leverage,
    })),
    built: Object.fromEntries(
      [...ledger.book.open()].map(([{ instrument }, { marginMode, decisionIds }]) => [
        positionKeyText({ instrument: instrument.id, marginMode }),
        { lots: ledger.book.lots(instrument, marginMode), decisionIds },
      ]),
    ),
    cash: Object.fromEntries(account.currencies().map((currency) => [currency, account.cash(currency).toString()])),
    fills: newest.filter((fill) => fill.at >= fillsFrom).map(fillKey),
    fillsFrom,
  };
}

/** The account that was saved; positions in instruments that the venue does not list any more are left out. */
export function restoredAccount(saved: SavedAccount, { ledger, description }: Session): AccountState {
  const account = new AccountState({ defaultLeverage: description.defaultLeverage ?? 100 });
  for (const { instrument: id, marginMode, lots, cost, margin, leverage } of saved.positions) {
    const instrument = ledger.instrument(id);
    if (instrument === undefined) continue;
    const state = account.position(instrument, marginMode);
    state.lots = lots;
    state.cost = narrow(BigInt(cost));
    state.leverage = leverage;
    state.margin = BigInt(margin);
  }
  for (const [currency, cash] of Object.entries(saved.cash)) {
    account.transfer(currency, BigInt(cash) - account.cash(currency));
  }
  return account;
}

/** Whether a fill is not in what was saved. */
export function isNewSince(saved: SavedAccount, fill: Fill): boolean {
  return fill.at >= saved.fillsFrom && !saved.fills.includes(fillKey(fill));
}

/** @throws {PersistenceError} `store/corrupt` for what {@link savedAccount} has not made. */
export function readSavedAccount(stored: unknown, key: string): SavedAccount {
  if (isSavedAccount(stored)) return stored;
  throw new PersistenceError(
    `The stored state "${key}" of the account cannot be read. Restore it from a backup, or remove it: then nothing tells what changed since the last run.`,
    { code: 'store/corrupt', details: { key } },
  );
}

function fillKey({ instrument, fillId }: Fill): string {
  return `${instrument}|${fillId}`;
}

function isSavedAccount(value: unknown): value is SavedAccount {
  if (!isObject(value) || value.version !== 1 || !Number.isFinite(value.at) || !Number.isFinite(value.fillsFrom)) {
    return false;
  }
  const { positions, cash, fills, built = {} } = value;
  if (!Array.isArray(positions) || !isObject(cash) || !Array.isArray(fills) || !isObject(built)) return false;
  if (!Object.values(built).every(isBuilt)) return false;
  return positions.every(isPosition) && Object.values(cash).every(isInteger);
}

function isPosition(value: unknown): boolean {
  return (
    isObject(value) &&
    typeof value.instrument === 'string' &&
    MARGIN_MODES.some((mode) => mode === value.marginMode) &&
    Number.isSafeInteger(value.lots) &&
    Number.isSafeInteger(value.leverage) &&
    isInteger(value.cost) &&
    isInteger(value.margin)
  );
}

function isBuilt(value: unknown): boolean {
  if (!isObject(value) || !Number.isSafeInteger(value.lots) || !Array.isArray(value.decisionIds)) return false;
  return value.decisionIds.every((decisionId) => typeof decisionId === 'string');
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function isInteger(value: unknown): boolean {
  return typeof value === 'string' && /^-?\d+$/.test(value);
}
