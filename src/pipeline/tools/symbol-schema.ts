import { z } from 'zod';
import type { InstrumentId } from '../../domain/instrument.ts';
import { ConfigurationError } from '../../errors/index.ts';

/** One of the trading symbols. */
export type SymbolSchema = z.ZodEnum<Readonly<Record<string, InstrumentId>>>;

/** The schema that knows the trading symbols and no others. @throws {ConfigurationError} `config/invalid` when there are none. */
export function symbolSchema(symbols: readonly InstrumentId[]): SymbolSchema {
  if (symbols.length === 0) {
    throw new ConfigurationError('Tools need at least one trading symbol.', {
      code: 'config/invalid',
      details: { path: 'symbols' },
    });
  }
  return z.enum(Object.fromEntries(symbols.map((id) => [id, id])));
}
