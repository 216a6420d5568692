import type { DeskAlgo } from '../desk-algo.ts';
import { type Answer, answered, refused } from '../envelope.ts';
import { isRefusal, refuse } from '../okx-codes.ts';
import { MOCK_QUOTAS } from '../rate-limits.ts';
import { textOf } from '../wire.ts';
import { pageOf } from './page.ts';
import type { Route, RouteContext } from './route.ts';
import type { RouteTarget } from './route-target.ts';

function post(path: string, quota: Route['quota'], target: RouteTarget, run: Route['run']): Route {
  return { method: 'POST', path: `/api/v5/trade/${path}`, access: 'trade', target, quota, run };
}

function get(path: string, quota: Route['quota'], run: Route['run']): Route {
  return { method: 'GET', path: `/api/v5/trade/${path}`, access: 'read', target: 'read_algos', quota, run };
}

function listed({ core, request }: RouteContext, algos: readonly DeskAlgo[]): Answer {
  const { query } = request;
  const types = textOf(query, 'ordType');
  if (types === '' && textOf(query, 'algoId') === '')
    return refused(refuse('50014', 'Parameter ordType can not be empty.'));
  const rows = algos
    .map((algo) => ({ id: algo.terms.algoId, at: algo.terms.cTime, row: core.algos.row(algo) }))
    .filter(({ row }) => types === '' || types.split(',').includes(textOf(row, 'ordType')))
    .filter(({ row }) =>
      ['instId', 'instType', 'algoId', 'algoClOrdId', 'state'].every(
        (field) => textOf(query, field) === '' || textOf(query, field) === textOf(row, field),
      ),
    );
  return answered(pageOf(rows, query));
}

/** Algo orders, `close-position` and the dead man's switch. */
export const ALGO_ROUTES: readonly Route[] = [
  post('order-algo', MOCK_QUOTAS.placeAlgo, 'place_algo', ({ core, request }) =>
    core.algoTrade.place(request.items, { expTime: '', receivedAt: request.receivedAt }),
  ),
  post('cancel-algos', MOCK_QUOTAS.cancelAlgos, 'cancel_algo', ({ core, request }) =>
    core.algoTrade.cancel(request.items, { expTime: '', receivedAt: request.receivedAt }),
  ),
  post('amend-algos', MOCK_QUOTAS.amendAlgos, 'amend_algo', ({ core, request }) =>
    core.algoTrade.amend(request.items, { expTime: '', receivedAt: request.receivedAt }),
  ),
  post('close-position', MOCK_QUOTAS.closePosition, 'close', ({ core, request }) =>
    core.algoTrade.closePosition(request.items[0] ?? {}),
  ),
  post('cancel-all-after', MOCK_QUOTAS.cancelAllAfter, 'cancel_all_after', ({ core, request }) => {
    const body = request.items[0] ?? {};
    const tag = textOf(body, 'tag');
    const at = core.cancelAllAfter.set(textOf(body, 'timeOut'), tag);
    if (isRefusal(at)) return refused(at);
    return answered([{ triggerTime: `${at}`, tag, ts: `${core.clock.now()}` }]);
  }),
  get('order-algo', MOCK_QUOTAS.algo, ({ core, request }) => {
    const ref = { algoId: textOf(request.query, 'algoId'), algoClOrdId: textOf(request.query, 'algoClOrdId') };
    if (ref.algoId === '' && ref.algoClOrdId === '')
      return refused(refuse('51000', 'Either parameter algoId or algoClOrdId is required'));
    const algo = core.algos.find(ref);
    return algo === undefined ? refused(refuse('51603')) : answered([core.algos.row(algo)]);
  }),
  get('orders-algo-pending', MOCK_QUOTAS.algosPending, (context) =>
    listed(context, [...context.core.algos.open()].reverse()),
  ),
  get('orders-algo-history', MOCK_QUOTAS.algosHistory, (context) => {
    const { query } = context.request;
    if (textOf(query, 'state') === '' && textOf(query, 'algoId') === '') {
      return refused(refuse('50014', 'Parameter state or algoId can not be empty.'));
    }
    return listed(context, context.core.algos.history());
  }),
  {
    method: 'GET',
    path: '/api/v5/trade/account-rate-limit',
    access: 'read',
    target: 'read_account',
    quota: MOCK_QUOTAS.accountRateLimit,
    run: ({ core }) =>
      answered([
        { accRateLimit: '1000', fillRatio: '', mainFillRatio: '', nextAccRateLimit: '', ts: `${core.clock.now()}` },
      ]),
  },
];
