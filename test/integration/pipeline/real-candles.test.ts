import { beforeAll, describe, expect, it } from 'vitest';
import { Decimal, type DecimalText, ZERO } from '../../../src/domain/decimal.ts';
import { isFullProof } from '../../setup/properties.ts';
import { type Played, playMarket, START } from './played-market.ts';
import { collapseOf2022, ethOf2025, hasRealData } from './real-market.ts';
import { brokenLinks } from './stored-books.ts';

/** Cycles of 15 minutes, and the bars that they take. */
const MARKETS = [
  {
    name: 'minutes of ETH in June 2025, with funding',
    cycles: 500,
    play: (cycles: number) =>
      ethOf2025(500 + 15 * (cycles + 1)).then((market) => playMarket(market, { cycles, warmupBars: 500 })),
  },
  {
    name: 'five-minute bars of BTC and ETH in the collapse of June 2022, with marks',
    cycles: isFullProof ? 500 : 100,
    play: (cycles: number) =>
      collapseOf2022(400 + 3 * (cycles + 1)).then((market) => playMarket(market, { cycles, warmupBars: 400 })),
  },
] as const;

function sum<T>(rows: readonly T[], figure: (row: T) => DecimalText | Decimal): string {
  return rows.reduce((total, row) => total.add(figure(row)), ZERO).toFixed();
}

/** The recorded files stand beside the repository and are no part of it. */
describe.skipIf(!hasRealData).each(MARKETS)(
  '$cycles cycles over $name (left out where ../shared/data is not there)',
  ({ cycles, play }) => {
    let played: Played;

    beforeAll(async () => {
      played = await play(cycles);
    }, 120_000);

    it('say of every cycle what it came to, and trade', () => {
      const { reports, books } = played;
      expect(reports.map(({ status }) => status).filter((status) => status === 'failed')).toEqual([]);
      expect(reports).toHaveLength(cycles);
      const outcomes = new Set(books.decisions.map(({ outcome }) => outcome?.outcome));
      expect([...outcomes].sort()).toEqual(expect.arrayContaining(['clamped', 'denied', 'executed']));
      expect(books.closed.length).toBeGreaterThan(cycles / 20);
    });

    it('lead from every decision to its rows, and from every row back', () => {
      expect(brokenLinks(played.books, played.reports)).toEqual([]);
    });

    it('have written everything that the broker knows, once', () => {
      const { books, counts } = played;
      expect({ orders: books.orders.length, fills: books.fills.length, closed: books.closed.length }).toEqual(counts);
    });

    it('have written what adds up to the broker’s own sums, to the last unit', () => {
      const { books, snapshot, funding } = played;
      const rows = [...books.closed, ...snapshot.positions];
      const net = rows.map(({ realizedPnl, fees, funding: paid }) => new Decimal(realizedPnl).sub(fees).add(paid));
      expect({
        feesOfFills: sum(books.fills, ({ fee }) => fee),
        feesOfOrders: sum(books.orders, ({ fee }) => fee),
        feesOfPositions: sum(rows, ({ fees }) => fees),
        funding: sum(rows, ({ funding: paid }) => paid),
        realized: sum(net, (figure) => figure),
      }).toEqual({
        feesOfFills: snapshot.fees.toFixed(),
        feesOfOrders: snapshot.fees.toFixed(),
        feesOfPositions: snapshot.fees.toFixed(),
        funding,
        realized: snapshot.realizedPnl.toFixed(),
      });
      expect(snapshot.funding.toFixed()).toBe(funding);
      expect(snapshot.cash.toFixed()).toBe(snapshot.realizedPnl.add(START).toFixed());
      expect(snapshot.equity.toFixed()).toBe(snapshot.cash.add(snapshot.unrealizedPnl).toFixed());
    });

    it('have written an equity after each, equal to that of the broker’s balance', () => {
      expect(played.books.equity.map(({ at, equity }) => ({ at, equity }))).toEqual(played.equity);
    });

    it('have written what each was asked and answered', async () => {
      const { reports, stores } = played;
      const found = await Promise.all(reports.map(({ evaluationId }) => stores.decisions.evaluation(evaluationId)));
      expect(found.filter((evaluation) => evaluation === null)).toEqual([]);
    });
  },
);
