import { type InstrumentId, toInstrumentId } from '../domain/instrument.ts';
import { ConfigurationError } from '../errors/index.ts';

/** Which symbols a model may trade, and of which market data is kept. */
export interface SymbolLists {
  /** They stand in the prompt, and cost tokens. */
  readonly trading: readonly InstrumentId[];
  /** For charts and prices. Every trading symbol is among them. */
  readonly marketData: readonly InstrumentId[];
}

/** What is traded where nothing is named. */
export const DEFAULT_SYMBOLS: readonly InstrumentId[] = ['BTC-USDT-SWAP', 'ETH-USDT-SWAP'];

/** The lists that two variables come to. @throws {ConfigurationError} `config/invalid` for a text that is no symbol. */
export function symbolLists(env: Readonly<Record<string, string | undefined>>): SymbolLists {
  const watched = symbolList(env, 'AUTOTRADE_MARKET_DATA_SYMBOLS');
  const trading = symbolList(env, 'AUTOTRADE_LLM_SYMBOLS') ?? watched ?? DEFAULT_SYMBOLS;
  return { trading, marketData: [...new Set([...(watched ?? trading), ...trading])] };
}

/** Whether a variable names symbols at all. */
export function namesSymbols(env: Readonly<Record<string, string | undefined>>): boolean {
  return ['AUTOTRADE_MARKET_DATA_SYMBOLS', 'AUTOTRADE_LLM_SYMBOLS'].some((name) => (env[name] ?? '').trim() !== '');
}

function symbolList(env: Readonly<Record<string, string | undefined>>, name: string): readonly InstrumentId[] | null {
  const text = (env[name] ?? '').trim();
  if (text === '') return null;
  const named = text.split(',').flatMap((part) => (part.trim() === '' ? [] : [part.trim()]));
  if (named.length === 0) {
    throw new ConfigurationError(
      `${name} is ${JSON.stringify(text)}, which names no symbol. Name one such as BTC-USDT-SWAP, or leave it unset.`,
      { code: 'config/invalid', details: { variables: [name] } },
    );
  }
  const wrong = named.filter((part) => !/^[A-Za-z0-9]+(?:[-/][A-Za-z0-9]+)(?::[A-Za-z0-9]+|-SWAP)?$/.test(part));
  if (wrong.length === 0) return [...new Set(named.map((part) => toInstrumentId(part.toUpperCase())))];
  throw new ConfigurationError(
    `${name} names ${wrong.map((part) => JSON.stringify(part)).join(', ')}, which is no symbol such as BTC-USDT-SWAP or BTC/USDT:USDT.`,
    { code: 'config/invalid', details: { variables: [name] } },
  );
}
