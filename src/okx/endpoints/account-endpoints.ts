import type { RequestBody } from '../codec/order-request.ts';
import type { CommandOutcome } from '../outcome.ts';
import type { OkxSend } from '../request.ts';
import {
  type AccountConfigRow,
  accountConfigRow,
  type BalanceRow,
  type BillRow,
  balanceRow,
  billRow,
  type LeverageRow,
  leverageRow,
  type MaxSizeRow,
  maxSizeRow,
  type PositionRow,
  positionRow,
  type TradeFeeRow,
  tradeFeeRow,
} from '../wire/account-rows.ts';
import { commandOne, read, readData, readOne, readPages } from './exchange-call.ts';

/** The account: `/api/v5/account`. */
export class AccountEndpoints {
  readonly #send: OkxSend;

  constructor(send: OkxSend) {
    this.#send = send;
  }

  config(): Promise<AccountConfigRow> {
    return readOne(this.#send, accountConfigRow, 'account/config');
  }

  /** Coins without a balance are left out unless they are named. */
  balance(currencies?: readonly string[]): Promise<BalanceRow> {
    return readOne(this.#send, balanceRow, 'account/balance', { ccy: currencies?.join(',') });
  }

  /** Every position that is not empty. Named instruments, up to 10, may come with empty ones. */
  positions(query: { readonly instType?: string; readonly instIds?: readonly string[] } = {}): Promise<PositionRow[]> {
    const { instType, instIds } = query;
    return read(this.#send, positionRow, 'account/positions', { instType, instId: instIds?.join(',') });
  }

  /** Movements of money at or after `since`, of the last week, newest first. `type` is OKX's, such as 8 for funding. */
  bills(query: { readonly since: number; readonly type?: string; readonly ccy?: string }): Promise<BillRow[]> {
    const { since, ...rest } = query;
    return readPages(
      this.#send,
      billRow,
      'account/bills',
      { ...rest, begin: since },
      { cursorOf: (row) => row.billId, isEnough: (row) => Number(row.ts) < since },
    );
  }

  /** Leverage of up to 20 instruments in one margin mode. */
  leverage(instIds: readonly string[], mgnMode: 'cross' | 'isolated'): Promise<LeverageRow[]> {
    return read(this.#send, leverageRow, 'account/leverage-info', { instId: instIds.join(','), mgnMode });
  }

  /** The largest order of each instrument, up to 5, that the account could place now, in OKX's `sz`. */
  maxSize(instIds: readonly string[], tdMode: string): Promise<MaxSizeRow[]> {
    return read(this.#send, maxSizeRow, 'account/max-size', { instId: instIds.join(','), tdMode });
  }

  tradeFee(instType: 'SPOT' | 'SWAP'): Promise<TradeFeeRow> {
    return readOne(this.#send, tradeFeeRow, 'account/trade-fee', { instType });
  }

  /** Rows of instruments as this account may trade them; read them by `readInstruments`. */
  instruments(instType: 'SPOT' | 'SWAP'): Promise<readonly unknown[]> {
    return readData(this.#send, 'account/instruments', { instType });
  }

  setLeverage(body: RequestBody): Promise<CommandOutcome> {
    const request = { method: 'POST' as const, path: '/api/v5/account/set-leverage', body };
    return commandOne(this.#send, 'setting', request, 'leverage');
  }

  /** Needs an account without positions and orders. */
  setPositionMode(posMode: 'net_mode' | 'long_short_mode'): Promise<CommandOutcome> {
    const request = { method: 'POST' as const, path: '/api/v5/account/set-position-mode', body: { posMode } };
    return commandOne(this.#send, 'setting', request, 'position_mode');
  }
}
