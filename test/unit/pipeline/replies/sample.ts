import type { ProposedDecision } from '../../../../src/domain/proposal.ts';
import type { AbstainReason } from '../../../../src/pipeline/extract/extraction.ts';
import type { RefusalCode } from '../../../../src/pipeline/extract/refusal.ts';
import type { RepairKind } from '../../../../src/pipeline/extract/repair.ts';
import type { TradingSymbol } from '../../../../src/pipeline/extract/trading-symbol.ts';
import type { FinishReason } from '../../../../src/ports/language-model.ts';

/** One reply and what it comes to: decisions and refused items, or an abstention. */
export interface ReplySample {
  readonly name: string;
  readonly text: string;
  /** Default `stop`. */
  readonly finish?: FinishReason;
  readonly reasoning?: string;
  /** Default {@link SYMBOLS}. */
  readonly symbols?: readonly TradingSymbol[];
  /** Each as {@link printed}; default none. */
  readonly decisions?: readonly string[];
  /** `"0 duplicate_key"`: place and code of each; default none. */
  readonly refused?: readonly `${number} ${RefusalCode}`[];
  readonly abstains?: AbstainReason;
  /** Kinds of the repairs, each once; default none. */
  readonly repairs?: readonly RepairKind[];
  readonly pause?: number;
}

export function aSwap(base: string, quote = 'USDT'): TradingSymbol {
  return { id: `${base}-${quote}-SWAP`, type: 'swap', baseCurrency: base, quoteCurrency: quote };
}

export function aSpot(base: string, quote = 'USDT'): TradingSymbol {
  return { id: `${base}-${quote}`, type: 'spot', baseCurrency: base, quoteCurrency: quote };
}

export const SYMBOLS: readonly TradingSymbol[] = [aSwap('BTC'), aSwap('ETH'), aSwap('SOL')];

/** A decision in one line, with what it says and nothing else. */
export function printed(decision: ProposedDecision): string {
  const { action, instrument, closingSide, size, leverage, limit, stop, target, confidence } = decision;
  return [
    `${action} ${instrument.replace('-USDT-SWAP', '')}`,
    closingSide,
    size === null ? null : `${size.value.toFixed()} ${size.unit}`,
    leverage === null ? null : `x${leverage.toFixed()}`,
    limit === null ? null : `limit ${limit.toFixed()}`,
    stop === null ? null : `stop ${stop.toFixed()}`,
    target === null ? null : `target ${target.toFixed()}`,
    confidence === null ? null : `conf ${confidence.toFixed()}`,
  ]
    .filter((part) => part !== null)
    .join(' ');
}

export const BUY_BTC =
  '{"action":"buy","symbol":"BTC-USDT-SWAP","size":0.1,"leverage":3,"stop":63000,"target":69000,"confidence":0.7}';
export const BOUGHT_BTC = 'buy BTC 0.1 equity_fraction x3 stop 63000 target 69000 conf 0.7';
export const SELL_ETH =
  '{"action":"sell","symbol":"ETH-USDT-SWAP","size":0.05,"leverage":2,"stop":3300,"target":2800,"confidence":0.65}';
export const SOLD_ETH = 'sell ETH 0.05 equity_fraction x2 stop 3300 target 2800 conf 0.65';
export const CLOSE_SOL = '{"action":"close","symbol":"SOL-USDT-SWAP"}';
export const CLOSED_SOL = 'close SOL';
export const HOLD_BTC = '{"action":"hold","symbol":"BTC-USDT-SWAP","confidence":0.5}';
export const HELD_BTC = 'hold BTC conf 0.5';

/** A batch as the prompt asks for it. */
export function batch(...items: readonly string[]): string {
  return `{"decisions":[${items.join(',')}],"pauseCycles":0}`;
}
