import { Decimal } from '../../../domain/decimal.ts';
import { answered, refused } from '../envelope.ts';
import type { MockCore } from '../mock-core.ts';
import type { QuotedInstrument } from '../mock-market.ts';
import { refuse } from '../okx-codes.ts';
import { priceLimitsOf } from '../price-limits.ts';
import { MOCK_QUOTAS } from '../rate-limits.ts';
import { markRow } from '../rows/market-rows.ts';
import { textOf, type WireRow } from '../wire.ts';
import type { Route, RouteContext } from './route.ts';

const FUNDING_PERIOD_MS = 8 * 3_600_000;

function get(path: string, quota: Route['quota'], run: Route['run']): Route {
  return { method: 'GET', path: `/api/v5/${path}`, access: 'public', target: 'read_market', quota, run };
}

/** What a public read is about: the named instrument, or all of a type; `null` for one that has no price. */
export function quotedOf({ core, request }: RouteContext): readonly QuotedInstrument[] | null {
  const instId = textOf(request.query, 'instId');
  if (instId !== '' && instId !== 'ANY') {
    const quoted = core.market.quoted(instId);
    return quoted === undefined ? null : [quoted];
  }
  const instType = textOf(request.query, 'instType');
  return core.market.all().filter(({ listed }) => instType === '' || listed.instType === instType);
}

/** Runs a read of one instrument; an unknown one is refused. */
export function ofInstrument(
  context: RouteContext,
  rows: (quoted: QuotedInstrument) => readonly (WireRow | readonly string[])[],
): ReturnType<Route['run']> {
  const instId = textOf(context.request.query, 'instId');
  if (instId === '') return refused(refuse('50014', 'Parameter instId can not be empty.'));
  const quoted = context.core.market.quoted(instId);
  return quoted === undefined ? refused(refuse('51001')) : answered(rows(quoted));
}

/** The present funding period of a swap. */
export function fundingRow(core: MockCore, quoted: QuotedInstrument): WireRow {
  const { listed, fundingRate, settlements } = quoted;
  const nextAt = core.market.nextFundingAt();
  const last = settlements.at(-1);
  return {
    formulaType: 'withRate',
    fundingRate,
    fundingTime: `${nextAt}`,
    impactValue: '20000',
    instId: listed.instId,
    instType: listed.instType,
    interestRate: '0.0001',
    maxFundingRate: '0.0075',
    method: 'current_period',
    minFundingRate: '-0.0075',
    nextFundingRate: '',
    nextFundingTime: `${nextAt + FUNDING_PERIOD_MS}`,
    premium: '0',
    prevFundingTime: `${nextAt - FUNDING_PERIOD_MS}`,
    settFundingRate: last?.rate ?? fundingRate,
    settState: 'settled',
    ts: `${core.clock.now()}`,
  };
}

/** `public/*` and `system/*`. */
export const PUBLIC_ROUTES: readonly Route[] = [
  get('public/time', MOCK_QUOTAS.time, ({ core }) => answered([{ ts: `${core.clock.now()}` }])),
  get('system/status', MOCK_QUOTAS.status, () => answered([])),
  get('public/instruments', MOCK_QUOTAS.instruments, ({ core, request }) => {
    const instType = textOf(request.query, 'instType');
    if (instType === '') return refused(refuse('50014', 'Parameter instType can not be empty.'));
    if (!INSTRUMENT_TYPES.includes(instType)) return refused(refuse('51000', 'Parameter instType error'));
    const instId = textOf(request.query, 'instId');
    const rows = core.board.rowsOfType(instType);
    if (instId === '') return answered(rows);
    const found = rows.filter((row) => textOf(row, 'instId') === instId);
    return found.length === 0 ? refused(refuse('51001')) : answered(found);
  }),
  get('public/price-limit', MOCK_QUOTAS.priceLimit, (context) =>
    ofInstrument(context, ({ listed }) => {
      const { core } = context;
      const limits = priceLimitsOf(core.exchange, listed, core.priceBand);
      return [
        {
          instId: listed.instId,
          instType: listed.instType,
          buyLmt: limits === null ? '' : listed.priceOf(limits.buyTicks),
          sellLmt: limits === null ? '' : listed.priceOf(limits.sellTicks),
          ts: `${core.clock.now()}`,
          enabled: limits !== null,
        },
      ];
    }),
  ),
  get('public/mark-price', MOCK_QUOTAS.markPrice, (context) => {
    const quoted = quotedOf(context);
    if (quoted === null) return refused(refuse('51001'));
    return answered(quoted.map((one) => markRow(context.core.exchange, one, context.core.clock.now())));
  }),
  get('public/funding-rate', MOCK_QUOTAS.fundingRate, (context) => {
    const quoted = quotedOf(context)?.filter(({ listed }) => listed.isSwap) ?? [];
    if (quoted.length === 0) return refused(refuse('51001'));
    return answered(quoted.map((one) => fundingRow(context.core, one)));
  }),
  get('public/funding-rate-history', MOCK_QUOTAS.fundingHistory, (context) =>
    ofInstrument(context, ({ listed, settlements }) => {
      const { query } = context.request;
      const [before, after] = [Number(textOf(query, 'before') || '0'), Number(textOf(query, 'after') || '0')];
      return settlements
        .filter(({ at }) => at > before && (after === 0 || at < after))
        .map(({ at, rate }) => ({
          formulaType: 'withRate',
          fundingRate: rate,
          fundingTime: `${at}`,
          instId: listed.instId,
          instType: listed.instType,
          method: 'current_period',
          realizedRate: rate,
        }))
        .reverse()
        .slice(0, Number(textOf(query, 'limit') || '400'));
    }),
  ),
  get('public/open-interest', MOCK_QUOTAS.openInterest, (context) => {
    const quoted = quotedOf(context)?.filter(({ listed }) => listed.isSwap) ?? [];
    if (quoted.length === 0) return refused(refuse('51001'));
    return answered(
      quoted.map(({ listed, ticks }) => {
        const lots = Math.abs(
          context.core.exchange.account(context.core.accountId).position(listed.instrument, 'cross').lots,
        );
        // Somebody else always has something open.
        const all = lots + listed.minLots * 1_000_000;
        const base = listed.instrument.quantityOf(all);
        return {
          instId: listed.instId,
          instType: listed.instType,
          oi: listed.sizeOf(all),
          oiCcy: base.toFixed(),
          oiUsd: base.mul(listed.priceOf(ticks)).toFixed(),
          ts: `${context.core.clock.now()}`,
        };
      }),
    );
  }),
  get('public/position-tiers', MOCK_QUOTAS.positionTiers, ({ core, request }) => {
    const { query } = request;
    const family = textOf(query, 'instFamily') || textOf(query, 'uly');
    const named = textOf(query, 'instId');
    const wanted = core.board.all().filter(({ isSwap, instId }) => isSwap && named.split(',').includes(instId));
    const listed =
      wanted[0] ?? core.board.all().find((one) => one.isSwap && family.split(',').includes(one.field('instFamily')));
    if (listed === undefined) return refused(refuse('51001'));
    let from = new Decimal(0);
    const rows = core.tiersOf(listed.instrument).rows.map((tier, index) => {
      const maxSz = Number.isFinite(tier.maxLots) ? listed.sizeOf(tier.maxLots) : listed.field('maxLmtSz');
      const row = {
        baseMaxLoan: '',
        imr: new Decimal(100).div(tier.maxLeverage).toSignificantDigits(10).toFixed(),
        instFamily: listed.field('instFamily'),
        instId: listed.instId,
        maxLever: `${tier.maxLeverage / 100}`,
        maxSz,
        minSz: from.toFixed(),
        mmr: new Decimal(tier.maintenancePpm).div(1_000_000).toFixed(),
        optMgnFactor: '0',
        quoteMaxLoan: '',
        tier: `${index + 1}`,
        uly: listed.field('uly'),
      };
      from = new Decimal(maxSz).add(listed.field('lotSz'));
      return row;
    });
    return answered(rows);
  }),
];

const INSTRUMENT_TYPES = ['SPOT', 'MARGIN', 'SWAP', 'FUTURES', 'OPTION'];
