import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import * as contract from '../../../src/contract/index.ts';
import { readToken } from '../operator/operator-token.ts';
import { ask } from './ask.ts';

export const HOST_PATH = '/internal/autotrade/v1';
const MARKET_PATH = '/api/market/v1';

type Values = Record<string, string | number | null | undefined>;

function withQuery(path: string, values: Values): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    if (value !== null && value !== undefined && value !== '') query.set(name, String(value));
  }
  const text = query.toString();
  return text === '' ? path : `${path}?${text}`;
}

/** One read of the host. The first part of its key names what live messages make old. */
function read<Schema extends z.ZodType>(
  schema: Schema,
  path: string,
  key: readonly [Topic, ...unknown[]],
  everyMs?: number,
) {
  return queryOptions({
    queryKey: key,
    queryFn: ({ signal }) => ask(schema, path, { signal, token: readToken() }),
    ...(everyMs === undefined ? {} : { refetchInterval: everyMs }),
  });
}

export type Topic =
  | 'portfolio'
  | 'equity'
  | 'decisions'
  | 'decision'
  | 'calibration'
  | 'exposure'
  | 'orders'
  | 'fills'
  | 'closed-positions'
  | 'risk-journal'
  | 'audit'
  | 'alerts'
  | 'latency'
  | 'prices'
  | 'candles'
  | 'runtime-mode'
  | 'scheduler';

/** The part of a list that is wanted. */
export interface PageWish extends Values {
  readonly symbol?: string | null;
  readonly from?: number | null;
  readonly to?: number | null;
  readonly after?: string | null;
  readonly limit?: number;
}

export const portfolioQuery = read(contract.portfolio, `${HOST_PATH}/portfolio`, ['portfolio'], 30_000);
export const pricesQuery = read(contract.prices, `${MARKET_PATH}/prices`, ['prices'], 30_000);
export const modeQuery = read(contract.runtimeMode, `${HOST_PATH}/runtime-mode`, ['runtime-mode'], 30_000);
export const schedulerQuery = read(contract.scheduler, `${HOST_PATH}/scheduler`, ['scheduler'], 30_000);
export const alertsQuery = read(contract.alerts, `${HOST_PATH}/alerts`, ['alerts'], 30_000);
export const calibrationQuery = read(contract.calibration, `${HOST_PATH}/calibration`, ['calibration']);
export const exposureQuery = read(contract.exposure, `${HOST_PATH}/exposure`, ['exposure']);
export const latencyQuery = read(contract.orderLatency, `${HOST_PATH}/metrics/latency/okx-order`, ['latency'], 15_000);

export function equityQuery(spanMs: number | null) {
  return queryOptions({
    queryKey: ['equity' satisfies Topic, spanMs],
    queryFn: ({ signal }) => {
      const from = spanMs === null ? null : Date.now() - spanMs;
      return ask(contract.equitySeries, withQuery(`${HOST_PATH}/equity`, { from, points: 600 }), {
        signal,
        token: readToken(),
      });
    },
    refetchInterval: 15_000,
    placeholderData: keepPreviousData,
  });
}

export function candlesQuery(symbol: string, intervalMs: number) {
  const path = withQuery(`${MARKET_PATH}/candles`, { symbol, intervalMs, limit: 300 });
  return queryOptions({
    ...read(contract.candles, path, ['candles', symbol, intervalMs], 20_000),
    enabled: symbol !== '',
  });
}

export function decisionQuery(id: string) {
  return read(contract.decisionDetail, `${HOST_PATH}/decisions/${encodeURIComponent(id)}`, ['decision', id]);
}

function list<Schema extends z.ZodType>(schema: Schema, topic: Topic) {
  return (wish: PageWish & { readonly outcome?: string | null }) =>
    queryOptions({
      ...read(schema, withQuery(`${HOST_PATH}/${topic}`, wish), [topic, wish]),
      placeholderData: keepPreviousData,
    });
}

export const decisionsQuery = list(contract.decisionPage, 'decisions');
export const ordersQuery = list(contract.orderPage, 'orders');
export const fillsQuery = list(contract.fillPage, 'fills');
export const closedPositionsQuery = list(contract.closedPositionPage, 'closed-positions');
export const riskQuery = list(contract.riskPage, 'risk-journal');
export const auditQuery = list(contract.auditPage, 'audit');
