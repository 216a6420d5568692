import type { Instrument } from '../../domain/instrument.ts';
import type { MarginMode } from '../../domain/order-intent.ts';
import { ConfigurationError } from '../../errors/index.ts';
import type { AccountConfigRow } from '../wire/account-rows.ts';

/** `1` spot, `2` futures, `3` several currencies, `4` portfolio. */
export type AccountLevel = '1' | '2' | '3' | '4';

/** What of the account's settings decides how orders are written. */
export interface AccountMode {
  readonly level: AccountLevel;
  readonly positionMode: 'net_mode' | 'long_short_mode';
  readonly canTrade: boolean;
  readonly canSwap: boolean;
}

export function readAccountMode({ acctLv, posMode, perm }: AccountConfigRow): AccountMode {
  return {
    level: acctLv,
    positionMode: posMode,
    // Where OKX does not say, the first order will.
    canTrade: perm === '' || perm.split(',').some((permission) => permission.trim() === 'trade'),
    canSwap: acctLv !== '1',
  };
}

/**
 * Refuses what this codec cannot write: positions that are long and short at once.
 *
 * @throws {ConfigurationError} `config/unsupported` with the way out, and why OKX would not switch it where it was asked to.
 */
export function assertNetMode(mode: AccountMode, whyNotSwitched?: string): void {
  if (mode.positionMode === 'net_mode') return;
  const wayOut =
    whyNotSwitched === undefined
      ? 'Close positions and orders and choose "net mode" in OKX’s trading settings, or let the broker switch it (positionMode: "switch_to_net").'
      : `OKX did not switch it to net mode: ${whyNotSwitched} Cancel all orders, close all positions, and connect again.`;
  throw new ConfigurationError(
    `The OKX account is in long/short mode, where an instrument has two positions. ${wayOut}`,
    { code: 'config/unsupported', details: { positionMode: mode.positionMode } },
  );
}

/** OKX's `tdMode` of an order. Spot is `cash` in the first two levels and `cross` in the others. */
export function tradeModeOf(instrument: Instrument, marginMode: MarginMode, { level }: AccountMode): string {
  if (instrument.type === 'spot') return level === '1' || level === '2' ? 'cash' : 'cross';
  return marginMode;
}

/**
 * Our margin mode of a row, or `null` for what we do not trade: spot bought on margin.
 *
 * In levels 3 and 4 spot itself is cross, and OKX may call it `MARGIN`.
 */
export function marginModeOf(instType: string, tradeMode: string, { level }: AccountMode): MarginMode | null {
  if (instType === 'SWAP') return tradeMode === 'isolated' ? 'isolated' : tradeMode === 'cross' ? 'cross' : null;
  if (instType !== 'SPOT' && instType !== 'MARGIN') return null;
  if (tradeMode === 'cash') return 'cash';
  const isShared = level === '3' || level === '4';
  return tradeMode === 'cross' && (isShared || instType === 'SPOT') ? 'cash' : null;
}
