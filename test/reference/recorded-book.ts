import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { Decimal } from '../../src/domain/decimal.ts';

/** A price and a size as the exchange wrote them. */
export type RecordedLevel = readonly [price: string, size: string];

/** A line of the recording: the whole book, or its changed levels with their new size. */
export interface RecordedChange {
  readonly ts_ms: number;
  readonly type: 'snapshot' | 'update';
  readonly bids: readonly RecordedLevel[];
  readonly asks: readonly RecordedLevel[];
}

const FILE = fileURLToPath(new URL('../../../shared/data/book-binance-BTCUSDT-PERP.jsonl.gz', import.meta.url));

/** The recording is kept beside the repository, not in it. */
export const isRecorded = existsSync(FILE);

/** A thousand levels of a real book and 6,547 updates of it. */
export function recordedBook(): RecordedChange[] {
  return gunzipSync(readFileSync(FILE))
    .toString('utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

/** The real book as its text says it, walked by decimals: nothing in common with the book under test. */
export class WalkedBook {
  readonly #sizes = { bids: new Map<string, string>(), asks: new Map<string, string>() };

  apply(change: RecordedChange): void {
    for (const side of ['bids', 'asks'] as const) {
      if (change.type === 'snapshot') this.#sizes[side].clear();
      for (const [price, size] of change[side]) this.#sizes[side].set(price, size);
    }
  }

  /** What a market order gets, level by level, as `quantity @ price`; the levels have that much less afterwards. */
  market(side: 'buy' | 'sell', quantity: string): string[] {
    const sizes = this.#sizes[side === 'buy' ? 'asks' : 'bids'];
    const best = [...sizes.keys()].sort((a, b) => (side === 'buy' ? 1 : -1) * new Decimal(a).cmp(b));
    const fills: string[] = [];
    let left = new Decimal(quantity);
    for (const price of best) {
      const taken = Decimal.min(left, sizes.get(price)!);
      if (taken.isZero()) continue;
      fills.push(`${taken.toFixed(3)} @ ${new Decimal(price).toFixed(1)}`);
      sizes.set(price, new Decimal(sizes.get(price)!).sub(taken).toFixed());
      left = left.sub(taken);
    }
    return fills;
  }
}

/** An integer number of steps, read from the digits: `('61800.20', 1)` is 618002. */
export function stepsOf(text: string, decimals: number): number {
  const [whole = '', fraction = ''] = text.split('.');
  const beyond = fraction.slice(decimals);
  if (/[1-9]/.test(beyond)) throw new Error(`${text} has more than ${decimals} decimals.`);
  return Number(whole + fraction.slice(0, decimals).padEnd(decimals, '0'));
}
