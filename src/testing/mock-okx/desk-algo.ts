import type { MarginMode, Side } from '../../domain/order-intent.ts';
import type { TrailCommand } from '../../exchange/order-command.ts';
import type { AttachedTerms, LegTerms } from './algo-terms.ts';
import type { DeskOrder } from './desk-order.ts';
import type { ListedInstrument } from './listed-instrument.ts';

/** The algo orders that the mock knows. */
export const ALGO_TYPES = ['conditional', 'oco', 'trigger', 'move_order_stop'] as const;
/** One of {@link ALGO_TYPES}. */
export type AlgoType = (typeof ALGO_TYPES)[number];

/** The legs that an algo order can have. */
export type LegName = 'tp' | 'sl' | 'trigger' | 'trail';

/** A trailing stop. */
export interface TrailTerms {
  readonly command: TrailCommand;
  readonly callbackRatio: string;
  readonly callbackSpread: string;
  readonly activeTicks: number | null;
}

/** What never changes about an algo order. */
export interface DeskAlgoTerms {
  readonly algoId: string;
  readonly algoClOrdId: string;
  readonly tag: string;
  readonly listed: ListedInstrument;
  readonly side: Side;
  readonly posSide: string;
  readonly tdMode: MarginMode;
  readonly ordType: AlgoType;
  readonly reduceOnly: boolean;
  readonly cxlOnClosePos: boolean;
  /** All of the position, whatever its size is then. */
  readonly isWhole: boolean;
  readonly trail: TrailTerms | null;
  /** What the order that a trigger sends brings along. */
  readonly attached: readonly AttachedTerms[];
  readonly lever: string;
  readonly cTime: number;
}

/** One algo order as OKX keeps it. Its legs wait in the exchange core. */
export class DeskAlgo {
  readonly terms: DeskAlgoTerms;
  /** Where the legs wait in the core, by the ids that they have there. A leg without position to reduce waits nowhere. */
  readonly armed = new Map<LegName, string>();
  state: 'live' | 'effective' | 'canceled' | 'order_failed' = 'live';
  lots: number;
  takeProfit: LegTerms | null;
  stopLoss: LegTerms | null;
  trigger: LegTerms | null;
  /** The target that rests in the book beside the stop. */
  resting: DeskOrder | null = null;
  uTime: number;
  triggerTime = '';
  actualSide = '';
  actualSz = '';
  actualPx = '';
  ordId = '';
  failCode = '0';
  amendResult = '';
  reqId = '';
  isCanceling = false;
  /** How often a leg was armed, to tell its ids apart. */
  attempts = 0;

  constructor(
    terms: DeskAlgoTerms,
    legs: {
      readonly lots: number;
      readonly takeProfit: LegTerms | null;
      readonly stopLoss: LegTerms | null;
      readonly trigger: LegTerms | null;
    },
  ) {
    this.terms = terms;
    this.lots = legs.lots;
    this.takeProfit = legs.takeProfit;
    this.stopLoss = legs.stopLoss;
    this.trigger = legs.trigger;
    this.uTime = terms.cTime;
  }

  get isOpen(): boolean {
    return this.state === 'live';
  }

  leg(name: LegName): LegTerms | null {
    return name === 'tp' ? this.takeProfit : name === 'sl' ? this.stopLoss : name === 'trigger' ? this.trigger : null;
  }

  /** The legs that it has. */
  legNames(): readonly LegName[] {
    const names: LegName[] = [];
    if (this.stopLoss !== null) names.push('sl');
    if (this.takeProfit !== null) names.push('tp');
    if (this.trigger !== null) names.push('trigger');
    if (this.terms.trail !== null) names.push('trail');
    return names;
  }
}
