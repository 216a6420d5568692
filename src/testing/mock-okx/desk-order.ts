import type { Money } from '../../domain/money.ts';
import type { MarginMode, Side } from '../../domain/order-intent.ts';
import type { AttachedTerms } from './algo-terms.ts';
import type { ListedInstrument } from './listed-instrument.ts';

/** The states of an order at OKX. */
export type DeskOrderState = 'live' | 'partially_filled' | 'filled' | 'canceled';

/** What never changes about an order. */
export interface DeskOrderTerms {
  readonly ordId: string;
  /** What the order is called in the exchange core. */
  readonly coreId: string;
  readonly clOrdId: string;
  readonly tag: string;
  readonly listed: ListedInstrument;
  readonly side: Side;
  readonly posSide: string;
  readonly tdMode: MarginMode;
  readonly ordType: string;
  readonly reduceOnly: boolean;
  readonly tgtCcy: string;
  /** As it was sent, where it counts something else than lots: spot bought for an amount of quote currency. */
  readonly wireSz: string | null;
  readonly stpMode: string;
  readonly source: string;
  readonly category: string;
  readonly algoId: string;
  readonly algoClOrdId: string;
  /** The stop that goes with it, of a target that was attached as a limit order; `""` where there is none. */
  readonly linkedAlgoId: string;
  /** Whether it is such a target. */
  readonly isTpLimit: boolean;
  /** As a decimal; `""` for spot. */
  readonly lever: string;
  readonly attached: readonly AttachedTerms[];
  readonly cTime: number;
}

/** The last execution of an order. */
export interface LastFill {
  readonly lots: number;
  readonly ticks: number;
  readonly tradeId: string;
  readonly feeMoney: Money;
  readonly pnlMoney: Money;
  readonly isMaker: boolean;
  readonly at: number;
}

/** One order as OKX keeps it. */
export class DeskOrder {
  readonly terms: DeskOrderTerms;
  state: DeskOrderState = 'live';
  lots: number;
  ticks: number | null;
  filledLots = 0;
  /** Sum of lots × ticks. */
  filledCost = 0n;
  feeMoney: Money = 0n;
  pnlMoney: Money = 0n;
  lastFill: LastFill | null = null;
  uTime: number;
  cancelSource = '';
  cancelReason = '';
  amendSource = '';
  amendResult = '';
  reqId = '';
  /** Of the amendment that failed. */
  code = '0';
  msg = '';
  /** A cancel was accepted and has not been carried out yet. */
  isCanceling = false;
  /** What a cancel that was asked for counts as. */
  cancelsAs = '1';
  amendsInFlight = 0;
  /** Why a protection that was attached did not come alive. */
  failCode = '';

  constructor(terms: DeskOrderTerms, size: { readonly lots: number; readonly ticks: number | null }) {
    this.terms = terms;
    this.lots = size.lots;
    this.ticks = size.ticks;
    this.uTime = terms.cTime;
  }

  get isOpen(): boolean {
    return this.state === 'live' || this.state === 'partially_filled';
  }
}
