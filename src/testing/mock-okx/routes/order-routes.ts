import { answered, refused } from '../envelope.ts';
import { isRefusal, refuse } from '../okx-codes.ts';
import { findInstrument } from '../order-request.ts';
import { MOCK_QUOTAS } from '../rate-limits.ts';
import { orderRow } from '../rows/order-row.ts';
import type { OrderOperation } from '../trade-operations.ts';
import { textOf, type WireRow } from '../wire.ts';
import { pageOf } from './page.ts';
import type { Route, RouteContext } from './route.ts';
import type { RouteTarget } from './route-target.ts';

/** Order operations count by themselves, together with those over WebSocket. */
function operation(path: string, name: OrderOperation, target: RouteTarget): Route {
  return {
    method: 'POST',
    path: `/api/v5/trade/${path}`,
    access: 'trade',
    target,
    quota: null,
    run: ({ core, request, twist }) =>
      core.trade.perform(name, request.items, {
        expTime: request.headers.exptime ?? '',
        receivedAt: request.receivedAt,
        twist,
      }),
  };
}

function read(path: string, quota: Route['quota'], target: RouteTarget, run: Route['run']): Route {
  return { method: 'GET', path: `/api/v5/trade/${path}`, access: 'read', target, quota, run };
}

const isWanted =
  (query: WireRow, fields: readonly string[]) =>
  (row: WireRow): boolean =>
    fields.every((field) => {
      const wanted = textOf(query, field);
      return wanted === '' || wanted.split(',').includes(textOf(row, field));
    });

function history({ core, request }: RouteContext): ReturnType<Route['run']> {
  const { query } = request;
  if (textOf(query, 'instType') === '') return refused(refuse('50014', 'Parameter instType can not be empty.'));
  const wanted = isWanted(query, ['instType', 'instId', 'ordType', 'state', 'category', 'instFamily']);
  const rows = core.books
    .history(core.clock.now())
    .map((order) => ({ id: order.terms.ordId, at: order.terms.cTime, row: orderRow(order) }))
    .filter(({ row }) => wanted(row));
  return answered(pageOf(rows, query));
}

function fills({ core, request }: RouteContext, most: number): ReturnType<Route['run']> {
  const { query } = request;
  const wanted = isWanted(query, ['instType', 'instId', 'ordId', 'subType']);
  const rows = core.books.fills
    .filter(({ row }) => wanted(row))
    .map(({ billId, at, row }) => ({ id: `${billId}`, at, row }))
    .reverse();
  return answered(pageOf(rows, query, most));
}

/** `trade/*`, save algo orders. */
export const ORDER_ROUTES: readonly Route[] = [
  operation('order', 'order', 'place'),
  operation('batch-orders', 'batch-orders', 'place'),
  operation('cancel-order', 'cancel-order', 'cancel'),
  operation('cancel-batch-orders', 'batch-cancel-orders', 'cancel'),
  operation('amend-order', 'amend-order', 'amend'),
  operation('amend-batch-orders', 'batch-amend-orders', 'amend'),
  read('order', MOCK_QUOTAS.order, 'read_order', ({ core, request }) => {
    const listed = findInstrument(request.query, core.board);
    if (isRefusal(listed)) return refused(listed);
    const ref = { ordId: textOf(request.query, 'ordId'), clOrdId: textOf(request.query, 'clOrdId') };
    if (ref.ordId === '' && ref.clOrdId === '')
      return refused(refuse('51000', 'Either parameter ordId or clOrdId is required'));
    const order = core.books.find(ref, listed.instId, core.clock.now());
    return order === undefined ? refused(refuse('51603')) : answered([orderRow(order)]);
  }),
  read('orders-pending', MOCK_QUOTAS.ordersPending, 'read_orders', ({ core, request }) => {
    const wanted = isWanted(request.query, ['instType', 'instId', 'ordType', 'state', 'instFamily']);
    const rows = core.books
      .open()
      .map((order) => ({ id: order.terms.ordId, at: order.terms.cTime, row: orderRow(order) }))
      .filter(({ row }) => wanted(row))
      .reverse();
    return answered(pageOf(rows, request.query));
  }),
  read('orders-history', MOCK_QUOTAS.ordersHistory, 'read_orders', history),
  read('orders-history-archive', MOCK_QUOTAS.ordersArchive, 'read_orders', history),
  read('fills', MOCK_QUOTAS.fills, 'read_fills', (context) => fills(context, 100)),
  read('fills-history', MOCK_QUOTAS.fillsHistory, 'read_fills', (context) => fills(context, 100)),
];
