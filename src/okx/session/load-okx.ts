import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type ccxt from 'ccxt';
import { ConfigurationError } from '../../errors/index.ts';

/** ccxt's class for OKX with its WebSocket part. */
export type OkxClass = typeof ccxt.pro.okx;

/**
 * Loads OKX's part of ccxt: a third of the time and memory of all exchanges.
 *
 * ccxt's exports name only the whole, so the part is found beside the main file; where that fails, the whole is loaded.
 *
 * @throws {ConfigurationError} `config/missing_package` when ccxt is not installed.
 */
export async function loadOkx(): Promise<OkxClass> {
  return (await loadPart()) ?? (await loadWhole());
}

async function loadPart(): Promise<OkxClass | null> {
  try {
    const main = createRequire(import.meta.url).resolve('ccxt');
    // dist/ccxt.cjs for a CommonJS resolution, js/ccxt.js for another.
    const file = join(dirname(dirname(main)), 'js', 'src', 'pro', 'okx.js');
    const part = (await import(pathToFileURL(file).href)) as { readonly default?: OkxClass };
    return typeof part.default === 'function' ? part.default : null;
  } catch {
    return null;
  }
}

async function loadWhole(): Promise<OkxClass> {
  try {
    const whole = await import('ccxt');
    return whole.default.pro.okx;
  } catch (cause) {
    throw new ConfigurationError('The package ccxt could not be loaded. Install it: npm install ccxt.', {
      code: 'config/missing_package',
      details: { package: 'ccxt' },
      cause,
    });
  }
}
