import assert from 'node:assert/strict';
import type { Page, PageQuery } from '../../../ports/page.ts';
import type { Stores } from '../../../ports/stores.ts';
import { fails } from '../../contract/expectations.ts';
import { aClosedPosition, aFillRecord, anEvaluation, anOrderRecord, aPortfolio, NOON, uuid } from '../records.ts';
import { storeSubject } from '../store-case.ts';

interface List {
  readonly name: string;
  /** Writes the entry of a number, at the instant of that number. */
  readonly write: (stores: Stores, number: number, at: number) => Promise<void>;
  /** The numbers of the entries. */
  readonly read: (stores: Stores, query?: PageQuery) => Promise<Page<string>>;
}

const LISTS: readonly List[] = [
  {
    name: 'decisions',
    write: (stores, number, at) => stores.decisions.append(anEvaluation(number, { at })),
    read: async ({ decisions }, query) => named(await decisions.list(query), ({ decisionId }) => decisionId),
  },
  {
    name: 'closed positions',
    write: (stores, number, closedAt) =>
      stores.portfolio.closed([aClosedPosition(number, { closedAt, closedPositionId: uuid(number) })]),
    read: async ({ portfolio }, query) =>
      named(await portfolio.closedPositions(query), ({ closedPositionId }) => closedPositionId),
  },
  {
    name: 'orders',
    write: (stores, number, createdAt) =>
      stores.executions.orders([anOrderRecord(number, { createdAt, clientOrderId: uuid(number) })]),
    read: async ({ executions }, query) =>
      named(await executions.listOrders(query), ({ clientOrderId }) => clientOrderId),
  },
  {
    name: 'fills',
    write: (stores, number, at) => stores.executions.fills([aFillRecord(number, { at, fillId: uuid(number) })]),
    read: async ({ executions }, query) => named(await executions.listFills(query), ({ fillId }) => fillId),
  },
  {
    name: 'the risk journal',
    write: ({ risk }, number, at) =>
      risk.append({
        entryId: uuid(number),
        at,
        kind: 'breach',
        rule: 'leverage_limit',
        isBlocked: true,
        instrument: null,
        decisionId: null,
        clientOrderId: null,
        message: 'Too much.',
        figures: {},
      }),
    read: async ({ risk }, query) => named(await risk.list(query), ({ entryId }) => entryId),
  },
  {
    name: 'the audit log',
    write: ({ audit }, number, at) =>
      audit.append({ entryId: uuid(number), at, actor: 'a person', action: 'paused', subject: null, details: null }),
    read: async ({ audit }, query) => named(await audit.list(query), ({ entryId }) => entryId),
  },
  {
    name: 'costs',
    write: ({ costs }, number, at) =>
      costs.append({
        costId: uuid(number),
        at,
        provider: 'p',
        model: 'm',
        evaluationId: null,
        usage: { inputTokens: 1, cachedInputTokens: null, outputTokens: 1, reasoningTokens: null },
        costUsd: '0.1',
      }),
    read: async ({ costs }, query) => named(await costs.list(query), ({ costId }) => costId),
  },
];

function named<T>({ items, next }: Page<T>, name: (item: T) => string): Page<string> {
  return { items: items.map(name), next };
}

async function allPages(list: List, stores: Stores, query: PageQuery): Promise<string[]> {
  const found: string[] = [];
  let after: string | undefined;
  do {
    const page = await list.read(stores, { ...query, ...(after === undefined ? {} : { after }) });
    assert.ok(page.items.length > 0 || page.next === null, 'an empty page that is not the last');
    found.push(...page.items);
    after = page.next ?? undefined;
  } while (after !== undefined);
  return found;
}

export const paging = storeSubject('lists', (it) => {
  for (const list of LISTS) {
    it(`gives each entry of ${list.name} once, page by page, in either direction`, async ({ stores }) => {
      // Three at each instant, written out of order.
      const numbers = [5, 3, 1, 4, 2, 0, 7, 8, 6];
      for (const number of numbers) await list.write(stores, number, NOON + Math.floor(number / 3));
      const arrived = [1, 2, 0, 5, 3, 4, 7, 8, 6].map(uuid);
      assert.deepEqual(await allPages(list, stores, { limit: 2, order: 'oldest_first' }), arrived);
      assert.deepEqual(await allPages(list, stores, { limit: 2 }), arrived.toReversed());
      assert.deepEqual((await list.read(stores)).items, arrived.toReversed());
    });

    it(`gives what of ${list.name} is in a span of time, its first instant included`, async ({ stores }) => {
      for (const number of [0, 1, 2, 3]) await list.write(stores, number, NOON + number);
      const { items, next } = await list.read(stores, { from: NOON + 1, to: NOON + 3, order: 'oldest_first' });
      assert.deepEqual(items, [uuid(1), uuid(2)]);
      assert.equal(next, null);
    });
  }

  it('gives the equity curve in a span of time, point by point', async ({ stores }) => {
    for (const number of [3, 1, 2, 0]) await stores.portfolio.snapshot(aPortfolio(number));
    const span = { from: NOON + 1, order: 'oldest_first', limit: 2 } as const;
    const first = await stores.portfolio.equity(span);
    const second = await stores.portfolio.equity({ ...span, after: first.next ?? '' });
    const points = [...first.items, ...second.items];
    assert.deepEqual(
      points.map(({ equity }) => equity),
      ['10001', '10002', '10003'],
    );
    assert.equal(second.next, null);
  });

  it('says that the last page is the last when it is full', async ({ stores }) => {
    for (const number of [1, 2]) await stores.decisions.append(anEvaluation(number));
    assert.equal((await stores.decisions.list({ limit: 2 })).next, null);
  });

  it('refuses a limit and a cursor that are none', async ({ stores }) => {
    for (const query of [{ limit: 0 }, { limit: 1.5 }, { limit: Number.NaN }, { after: 'x' }, { after: '' }]) {
      await fails(() => stores.audit.list(query), 'config/invalid', JSON.stringify(query));
    }
  });
});
