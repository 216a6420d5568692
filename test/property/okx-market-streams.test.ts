import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { OkxTrade } from '../../src/index.ts';
import { readInstruments } from '../../src/okx/codec/listing.ts';
import { PublicEndpoints } from '../../src/okx/endpoints/public-endpoints.ts';
import { Audience } from '../../src/okx/market/stream/audience.ts';
import { OkxBook } from '../../src/okx/market/stream/okx-book.ts';
import { TradeNews } from '../../src/okx/market/stream/trade-news.ts';
import type { BookRow } from '../../src/okx/wire/market-rows.ts';
import { silentLogger } from '../../src/ports/logger.ts';
import { FakeClock } from '../../src/testing/fake-clock.ts';
import { aSwapRow } from '../unit/okx/rows.ts';

const SWAP = 'BTC-USDT-SWAP';
const listing = readInstruments('GET public/instruments', [aSwapRow()]).listings.get(SWAP)!;
const fate = fc.constantFrom('arrives', 'arrives', 'arrives', 'twice', 'lost', 'old_again');

describe('a book made of changes', () => {
  const change = fc.record({
    side: fc.constantFrom('bids' as const, 'asks' as const),
    price: fc.integer({ min: 1, max: 9 }),
    size: fc.integer({ min: 0, max: 3 }),
    kind: fc.constantFrom('change', 'change', 'change', 'quiet', 'reset'),
    fate,
  });

  /** The exchange's side: what stands where, and the number of the newest change. */
  class Source {
    readonly bids = new Map<number, number>();
    readonly asks = new Map<number, number>();
    #sequence = 1_000;
    #at = 1;

    change(side: 'bids' | 'asks', price: number, size: number, kind: string): BookRow {
      const prevSeqId = this.#sequence;
      const row = { bids: [], asks: [], ts: String(++this.#at), prevSeqId };
      if (kind === 'quiet') return { ...row, seqId: prevSeqId };
      this.#sequence += kind === 'reset' ? -500 : 1;
      if (size === 0) this[side].delete(price);
      else this[side].set(price, size);
      return { ...row, [side]: [[`${price}`, `${size}`, '0', '1']], seqId: this.#sequence };
    }

    snapshot(): BookRow {
      const rows = (side: ReadonlyMap<number, number>) =>
        [...side].map(([price, size]): [string, string] => [`${price}`, `${size}`]);
      return { bids: rows(this.bids), asks: rows(this.asks), ts: `${this.#at}`, prevSeqId: -1, seqId: this.#sequence };
    }

    get text(): string {
      const print = (side: ReadonlyMap<number, number>, sign: number) =>
        [...side].sort(([a], [b]) => sign * (a - b)).map(([price, size]) => `${price}:${size / 100}`);
      return [...print(this.bids, -1), '/', ...print(this.asks, 1)].join(' ');
    }
  }

  const textOf = (book: OkxBook): string =>
    [book.bids(), null, book.asks()]
      .flatMap((side) => side?.map(({ price, quantity }) => `${price.toFixed()}:${quantity.toFixed()}`) ?? '/')
      .join(' ');

  it('is the exchange’s own after every change that it takes, whatever was lost or came twice', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 60 }), (changes) => {
        const source = new Source();
        const book = new OkxBook(listing);
        book.snapshot(source.snapshot());
        const sent: BookRow[] = [];
        for (const { side, price, size, kind, fate } of changes) {
          const row = source.change(side, price, size, kind);
          sent.push(row);
          if (fate === 'lost') continue;
          const pushes = fate === 'twice' ? [row, row] : fate === 'old_again' ? [row, sent[0]!] : [row];
          for (const push of pushes) {
            const step = book.update(push);
            if (step === 'broken') book.snapshot(source.snapshot());
            if (step !== 'quiet') expect(textOf(book)).toBe(source.text);
          }
        }
      }),
    );
  });

  it('is what one makes of it who only takes what each change says', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 60 }), (changes) => {
        const source = new Source();
        const book = new OkxBook(listing);
        const copy = new Map<string, string>();
        const take = (side: string, levels: ReturnType<OkxBook['bids']>): void => {
          for (const { price, quantity } of levels) {
            if (quantity.isZero()) copy.delete(`${side}${price.toFixed()}`);
            else copy.set(`${side}${price.toFixed()}`, quantity.toFixed());
          }
        };
        const hear = (): void => {
          const told = book.changes();
          if (told === null) copy.clear();
          take('b', told?.bids ?? book.bids());
          take('a', told?.asks ?? book.asks());
        };
        book.snapshot(source.snapshot());
        hear();
        for (const { side, price, size, kind, fate } of changes) {
          const row = source.change(side, price, size, kind);
          if (fate === 'lost') continue;
          const step = book.update(row);
          if (step === 'broken') book.snapshot(source.snapshot());
          if (step === 'broken' || step === 'applied') hear();
        }
        const levels = [...book.bids(), ...book.asks()];
        expect([...copy.values()].sort()).toEqual(levels.map(({ quantity }) => quantity.toFixed()).sort());
        expect(copy.size).toBe(levels.length);
      }),
    );
  });
});

describe('a stream of trades', () => {
  const steps = fc.array(fc.oneof(fate, fc.constantFrom('overtaken', 'reconnect')), { maxLength: 40 });
  const rowOf = (id: number) => ({
    ...{ instId: SWAP, tradeId: `${id}`, px: `${id}`, sz: '1', side: 'buy', ts: `${id}`, count: '1' },
  });
  const push = (id: number) => ({ arg: { channel: 'trades-all', instId: SWAP }, data: [rowOf(id)] });
  const settled = () => new Promise((resolve) => setImmediate(resolve));

  it('tells each trade once and in order, whatever was lost, came twice, late or while it was away', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (fates) => {
        let newest = 100;
        const endpoints = new PublicEndpoints(async ({ path, query = {} }) => {
          const before = path.endsWith('history-trades') ? Number(query.after) : newest + 1;
          // A small page, so that the history is needed too.
          const ids = Array.from({ length: 3 }, (_, back) => before - 1 - back).filter((id) => id > 0);
          return { status: 200, json: { code: '0', msg: '', data: ids.map(rowOf) } };
        });
        const told: number[] = [];
        const audience = new Audience<OkxTrade>(silentLogger);
        audience.add({ onNews: ({ tradeId }) => told.push(Number(tradeId)) });
        const clock = new FakeClock(0);
        const news = new TradeNews({ listing, endpoints, audience, clock, logger: silentLogger });
        news.begin();
        await settled();
        let late: number | null = null;
        for (const fate of fates) {
          const id = ++newest;
          if (fate === 'reconnect') {
            news.lost();
            news.begin();
          } else if (fate === 'overtaken') {
            late = id;
            continue;
          } else if (fate !== 'lost') {
            for (const each of fate === 'twice' ? [id, id] : fate === 'old_again' ? [id, 101] : [id]) {
              news.push(push(each));
            }
          }
          if (late !== null) news.push(push(late));
          late = null;
          if (id % 3 === 0) await settled();
        }
        news.lost();
        news.begin();
        await settled();
        news.end();
        expect(told).toEqual(Array.from({ length: newest - 100 }, (_, index) => 101 + index));
      }),
    );
  });
});
