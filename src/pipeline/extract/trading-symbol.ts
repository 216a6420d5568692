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

/** The trading symbols by the names that a model may give them. */
export class TradingSymbols {
  readonly #symbols: readonly TradingSymbol[];
  #exact: ReadonlyMap<string, readonly TradingSymbol[]> | null = null;
  #loose: ReadonlyMap<string, readonly TradingSymbol[]> | null = null;

  constructor(symbols: readonly TradingSymbol[]) {
    this.#symbols = symbols;
  }

  /** Their ids, for a sentence. */
  get list(): string {
    return this.#symbols.map(({ id }) => id).join(', ');
  }

  /**
   * The one symbol that a text can mean: `BTC`, `BTCUSDT`, `BTC/USDT`, `BTC/USDT:USDT`, `BTC-PERP` or the id itself.
   *
   * The id, and the unified symbol of a swap, mean that instrument alone; everything else has to fit exactly one.
   */
  resolve(text: string): SymbolReading {
    const wanted = text.trim().toUpperCase().replace(/^[$#]/, '');
    this.#exact ??= byName(this.#symbols, exactNames);
    const exact = this.#exact.get(wanted)?.[0];
    if (exact !== undefined) return { outcome: 'symbol', symbol: exact };
    this.#loose ??= byName(this.#symbols, looseNames);
    const meant = this.#loose.get(wanted.replace(/[-_/:.\s]/g, '')) ?? [];
    const [first] = meant;
    if (first === undefined) return { outcome: 'unknown' };
    if (meant.length === 1) return { outcome: 'symbol', symbol: first };
    return { outcome: 'ambiguous', candidates: meant.map(({ id }) => id) };
  }
}

function byName(
  symbols: readonly TradingSymbol[],
  namesOf: (symbol: TradingSymbol) => readonly string[],
): ReadonlyMap<string, readonly TradingSymbol[]> {
  const found = new Map<string, TradingSymbol[]>();
  for (const symbol of symbols) {
    for (const name of new Set(namesOf(symbol))) {
      const named = found.get(name);
      if (named === undefined) found.set(name, [symbol]);
      else named.push(symbol);
    }
  }
  return found;
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
