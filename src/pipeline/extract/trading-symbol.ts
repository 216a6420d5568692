import type { InstrumentId, InstrumentType } from '../../domain/instrument.ts';

/** What a model may trade; an `Instrument` is one. */
export interface TradingSymbol {
  readonly id: InstrumentId;
  readonly type: InstrumentType;
  readonly baseCurrency: string;
  readonly quoteCurrency: string;
}

/** Which of the trading symbols a text means, or why none can be told. */
export type SymbolReading =
  | { readonly outcome: 'symbol'; readonly symbol: TradingSymbol }
  | { readonly outcome: 'unknown' }
  | { readonly outcome: 'ambiguous'; readonly candidates: readonly InstrumentId[] };

/**
 * The one trading symbol that a text can mean: `BTC`, `BTCUSDT`, `BTC/USDT`, `BTC/USDT:USDT`, `BTC-PERP` or the id itself.
 *
 * The id, and the unified symbol of a swap, mean that instrument alone; everything else has to fit exactly one.
 */
export function resolveSymbol(text: string, symbols: readonly TradingSymbol[]): SymbolReading {
  const wanted = text.trim().toUpperCase().replace(/^[$#]/, '');
  const exact = symbols.find((symbol) => exactNames(symbol).includes(wanted));
  if (exact !== undefined) return { outcome: 'symbol', symbol: exact };
  const plain = wanted.replace(/[-_/:.\s]/g, '');
  const meant = plain === '' ? [] : symbols.filter((symbol) => looseNames(symbol).includes(plain));
  const [first] = meant;
  if (first === undefined) return { outcome: 'unknown' };
  if (meant.length === 1) return { outcome: 'symbol', symbol: first };
  return { outcome: 'ambiguous', candidates: meant.map(({ id }) => id) };
}

function exactNames({ id, type, baseCurrency, quoteCurrency }: TradingSymbol): readonly string[] {
  const name = id.toUpperCase();
  return type === 'swap' ? [name, `${baseCurrency}/${quoteCurrency}:${quoteCurrency}`.toUpperCase()] : [name];
}

function looseNames({ id, type, baseCurrency, quoteCurrency }: TradingSymbol): readonly string[] {
  const base = baseCurrency.toUpperCase();
  const pair = base + quoteCurrency.toUpperCase();
  const names = [id.toUpperCase().replace(/[-_/:.\s]/g, ''), base, pair];
  if (type === 'spot') return [...names, `${pair}SPOT`];
  return [...names, `${pair}SWAP`, `${pair}PERP`, `${pair}P`, `${base}PERP`, `${pair}${quoteCurrency.toUpperCase()}`];
}
