import type { Fill } from '../../domain/fill.ts';
import type { Money } from '../../domain/money.ts';
import type { MarginMode } from '../../domain/order-intent.ts';
import { PositionState } from '../../domain/position-state.ts';
import type { ListedInstrument } from './listed-instrument.ts';
import type { WireIds } from './wire-ids.ts';

/** What OKX counts from the opening of a position to its close. */
export interface PositionLife {
  readonly posId: string;
  readonly openedAt: number;
  updatedAt: number;
  pnl: Money;
  fee: Money;
  funding: Money;
  penalty: Money;
  tradeId: string;
  /** Largest size, and what was opened and closed, in lots; costs in tick × lot. */
  mostLots: number;
  openedLots: number;
  openedCost: bigint;
  closedLots: number;
  closedCost: bigint;
  readonly direction: 'long' | 'short';
}

/** A position that has been closed. */
export interface ClosedPosition {
  readonly listed: ListedInstrument;
  readonly mgnMode: MarginMode;
  readonly lever: number;
  /** `2` closed by orders, `3` liquidated, `5` auto-deleveraged. */
  readonly type: string;
  readonly closedAt: number;
  readonly life: PositionLife;
}

interface Shadow {
  readonly listed: ListedInstrument;
  readonly mgnMode: MarginMode;
  readonly state: PositionState;
  posId: string;
  life: PositionLife | null;
}

/** Follows the positions fill by fill, to know what each fill earned and what each position's life came to. */
export class PositionBook {
  readonly closed: ClosedPosition[] = [];
  readonly #ids: WireIds;
  readonly #historyLimit: number;
  readonly #shadows = new Map<string, Shadow>();

  /** `historyLimit`: closed positions that are kept at least. */
  constructor(ids: WireIds, historyLimit: number) {
    this.#ids = ids;
    this.#historyLimit = historyLimit;
  }

  /** Books a fill of a swap; returns what it realized, without its fee. */
  fill(listed: ListedInstrument, fill: Fill, how: { readonly lever: number; readonly type: string }): Money {
    const shadow = this.#shadow(listed, fill.marginMode);
    const { lots, ticks, side, feeMoney, at } = fill.facts;
    const signed = side === 'buy' ? lots : -lots;
    const before = shadow.state.lots;
    const closing = before !== 0 && before > 0 !== signed > 0 ? Math.min(lots, Math.abs(before)) : 0;
    const opening = lots - closing;
    const realizedBefore = shadow.state.realizedMoney();
    shadow.state.fill(signed, ticks);
    const pnl = shadow.state.realizedMoney() - realizedBefore;
    if (closing > 0 && shadow.life !== null) {
      const { life } = shadow;
      life.pnl += pnl;
      life.fee += (-feeMoney * BigInt(closing)) / BigInt(lots);
      life.closedLots += closing;
      life.closedCost += BigInt(closing) * BigInt(ticks);
      life.updatedAt = at;
      life.tradeId = fill.fillId;
      if (shadow.state.lots === 0 || opening > 0) {
        this.closed.push({ listed, mgnMode: shadow.mgnMode, lever: how.lever, type: how.type, closedAt: at, life });
        if (this.closed.length >= 2 * this.#historyLimit) this.closed.splice(0, this.#historyLimit);
        shadow.life = null;
      }
    }
    if (opening > 0) {
      shadow.life ??= newLife(shadow.posId, at, signed > 0 ? 'long' : 'short');
      const { life } = shadow;
      life.fee += -feeMoney + (closing > 0 ? (feeMoney * BigInt(closing)) / BigInt(lots) : 0n);
      life.openedLots += opening;
      life.openedCost += BigInt(opening) * BigInt(ticks);
      life.mostLots = Math.max(life.mostLots, Math.abs(shadow.state.lots));
      life.updatedAt = at;
      life.tradeId = fill.fillId;
    }
    return pnl;
  }

  funding(listed: ListedInstrument, mgnMode: MarginMode, amount: Money, at: number): void {
    const { life } = this.#shadow(listed, mgnMode);
    if (life === null) return;
    life.funding += amount;
    life.updatedAt = at;
  }

  /** The life of the open position; `null` when it is flat. */
  life(listed: ListedInstrument, mgnMode: MarginMode): PositionLife | null {
    return this.#shadows.get(`${listed.instId}|${mgnMode}`)?.life ?? null;
  }

  /** Positions that there are or were, with their ids. */
  known(): readonly { readonly listed: ListedInstrument; readonly mgnMode: MarginMode; readonly posId: string }[] {
    return [...this.#shadows.values()];
  }

  #shadow(listed: ListedInstrument, mgnMode: MarginMode): Shadow {
    const key = `${listed.instId}|${mgnMode}`;
    let shadow = this.#shadows.get(key);
    if (shadow === undefined) {
      const state = new PositionState(listed.instrument, { isolated: false, leverage: 100 });
      shadow = { listed, mgnMode, state, posId: this.#ids.draw(), life: null };
      this.#shadows.set(key, shadow);
    }
    return shadow;
  }
}

function newLife(posId: string, at: number, direction: 'long' | 'short'): PositionLife {
  return {
    posId,
    openedAt: at,
    updatedAt: at,
    pnl: 0n,
    fee: 0n,
    funding: 0n,
    penalty: 0n,
    tradeId: '',
    mostLots: 0,
    openedLots: 0,
    openedCost: 0n,
    closedLots: 0,
    closedCost: 0n,
    direction,
  };
}
