import { Decimal } from '../../../domain/decimal.ts';
import { toMoney } from '../../../domain/money.ts';
import type { MarginMode, Side } from '../../../domain/order-intent.ts';
import { isBrokerError } from '../../../errors/index.ts';
import type { OrderCommand } from '../../../exchange/order-command.ts';
import { refusalOf } from '../core-refusals.ts';
import { type Answer, answered, refused } from '../envelope.ts';
import type { ListedInstrument } from '../listed-instrument.ts';
import type { MockCore } from '../mock-core.ts';
import { isRefusal, type Refusal, refuse } from '../okx-codes.ts';
import { findInstrument, isNumber, parameter } from '../order-request.ts';
import { MOCK_QUOTAS } from '../rate-limits.ts';
import { leverText } from '../rows/order-row.ts';
import { textOf, type WireRow } from '../wire.ts';
import { pageOf } from './page.ts';
import type { Route, RouteContext } from './route.ts';
import type { RouteTarget } from './route-target.ts';

function get(path: string, quota: Route['quota'], target: RouteTarget, run: Route['run']): Route {
  return { method: 'GET', path: `/api/v5/account/${path}`, access: 'read', target, quota, run };
}

function post(path: string, quota: Route['quota'], target: RouteTarget, run: Route['run']): Route {
  return { method: 'POST', path: `/api/v5/account/${path}`, access: 'trade', target, quota, run };
}

/** Ids in one parameter, separated by commas. */
function idsOf(text: string): readonly string[] {
  return text === '' ? [] : text.split(',');
}

function configRow({ settings, permissions, uid }: MockCore): WireRow {
  return {
    acctLv: settings.accountLevel,
    acctStpMode: 'cancel_maker',
    autoLoan: false,
    ctIsoMode: 'automatic',
    enableSpotBorrow: false,
    feeType: '0',
    greeksType: 'PA',
    ip: '',
    kycLv: '0',
    label: 'mock',
    level: 'Lv1',
    levelTmp: '',
    liquidationGear: '-1',
    mainUid: uid,
    mgnIsoMode: 'automatic',
    opAuth: '0',
    perm: permissions,
    posMode: settings.positionMode,
    roleType: '0',
    settleCcy: '',
    settleCcyList: ['USDT'],
    spotBorrowAutoRepay: false,
    spotOffsetType: '',
    spotRoleType: '0',
    spotTraderInsts: [],
    stgyType: '0',
    traderInsts: [],
    type: '0',
    uid,
  };
}

function readMarginMode(row: WireRow): MarginMode | Refusal {
  const mode = textOf(row, 'mgnMode');
  return mode === 'cross' || mode === 'isolated' ? mode : parameter('mgnMode');
}

function setLeverage({ core, request }: RouteContext): Answer {
  const body = request.items[0] ?? {};
  const listed = findInstrument(body, core.board);
  if (isRefusal(listed)) return refused(listed);
  const mgnMode = readMarginMode(body);
  if (isRefusal(mgnMode)) return refused(mgnMode);
  const lever = textOf(body, 'lever');
  if (!isNumber(lever)) return refused(parameter('lever'));
  if (!listed.isSwap) return refused(refuse('51010'));
  const posSide = textOf(body, 'posSide');
  const needsSide = core.settings.positionMode === 'long_short_mode' && mgnMode === 'isolated';
  if (needsSide && posSide !== 'long' && posSide !== 'short') return refused(parameter('posSide'));
  const pending = core.books.open().some(({ terms }) => terms.listed === listed && terms.tdMode === 'isolated');
  if (mgnMode === 'isolated' && pending) return refused(refuse('59101'));
  const hundredths = new Decimal(lever).mul(100);
  if (!hundredths.isInteger()) return refused(parameter('lever'));
  const key = { instrument: listed.instId, marginMode: mgnMode };
  const result = core.exchange.setLeverage(core.accountId, key, hundredths.toNumber());
  if (result.outcome === 'rejected') {
    const { reason } = result.rejection;
    return refused(reason === 'insufficient_margin' ? refuse('59108') : refusalOf(result.rejection, listed));
  }
  return answered([{ instId: listed.instId, lever, mgnMode, posSide: needsSide ? posSide : 'net' }]);
}

function leverageInfo({ core, request }: RouteContext): Answer {
  const mgnMode = readMarginMode(request.query);
  if (isRefusal(mgnMode)) return refused(mgnMode);
  const rows: WireRow[] = [];
  for (const instId of idsOf(textOf(request.query, 'instId'))) {
    const listed = core.board.get(instId);
    if (listed === undefined) return refused(refuse('51001'));
    const { leverage } = core.exchange.account(core.accountId).position(listed.instrument, mgnMode);
    const sides =
      core.settings.positionMode === 'long_short_mode' && mgnMode === 'isolated' ? ['long', 'short'] : ['net'];
    for (const posSide of sides) rows.push({ ccy: '', instId, lever: leverText(leverage), mgnMode, posSide });
  }
  return rows.length === 0 ? refused(parameter('instId')) : answered(rows);
}

/** The largest order that margin allows, in lots, found by halving. */
function largest(
  core: MockCore,
  listed: ListedInstrument,
  marginMode: MarginMode,
  side: Side,
  ticks: number | null,
): number {
  const command = (lots: number): OrderCommand => ({
    clientOrderId: '',
    instrument: listed.instrument,
    side,
    type: ticks === null ? 'market' : 'limit',
    lots,
    limitTicks: ticks,
    timeInForce: 'gtc',
    triggerTicks: null,
    triggerBy: 'last',
    trail: null,
    effect: 'open',
    marginMode,
    role: 'entry',
    selfTradePrevention: 'cancel_maker',
    protection: null,
    expiresAt: null,
    identity: null,
  });
  const fits = (lots: number): boolean => core.exchange.require(core.accountId, command(lots)).rejection === null;
  let low = listed.minLots - 1;
  let high = listed.instrument.maxMarketLots ?? listed.instrument.maxLimitLots;
  while (low < high) {
    const middle = low + Math.ceil((high - low) / 2);
    if (fits(middle)) low = middle;
    else high = middle - 1;
  }
  return low < listed.minLots ? 0 : low;
}

function sizes(context: RouteContext, names: readonly [string, string]): Answer {
  const { core, request } = context;
  const { query } = request;
  const rows: WireRow[] = [];
  for (const instId of idsOf(textOf(query, 'instId'))) {
    const listed = core.board.get(instId);
    if (listed === undefined) return refused(refuse('51001'));
    const tdMode = textOf(query, 'tdMode');
    const marginMode = listed.isSwap ? (tdMode === 'isolated' ? 'isolated' : 'cross') : 'cash';
    const px = textOf(query, 'px');
    const ticks = isNumber(px) ? listed.instrument.ticks(px, 'down') : null;
    const size = (side: Side): string => listed.sizeOf(largest(core, listed, marginMode, side, ticks));
    const ccy = listed.field('settleCcy') || listed.field('quoteCcy');
    rows.push({ ccy: textOf(query, 'ccy') || ccy, instId, [names[0]]: size('buy'), [names[1]]: size('sell') });
  }
  return rows.length === 0 ? refused(parameter('instId')) : answered(rows);
}

function tradeFee({ core, request }: RouteContext): Answer {
  const instType = textOf(request.query, 'instType');
  const listed = core.board.all().find((one) => one.instType === instType);
  if (listed === undefined) return refused(parameter('instType'));
  const { makerPpm, takerPpm } = core.fees(listed.instrument);
  // A rate below zero is charged.
  const rate = (ppm: number): string => new Decimal(ppm).div(-1_000_000).toFixed();
  const [maker, taker] = [rate(makerPpm), rate(takerPpm)];
  return answered([
    {
      category: '1',
      delivery: '',
      exercise: '',
      feeGroup: [{ groupId: listed.field('groupId'), maker, taker }],
      fiat: [],
      instType,
      isSpecial: '0',
      level: 'Lv1',
      maker,
      makerU: listed.isSwap ? maker : '',
      makerUSDC: maker,
      ruleType: 'normal',
      settle: '',
      taker,
      takerU: listed.isSwap ? taker : '',
      takerUSDC: taker,
      ts: `${core.clock.now()}`,
    },
  ]);
}

function bills({ core, request }: RouteContext): Answer {
  const { query } = request;
  const fields = ['instType', 'instId', 'ccy', 'mgnMode', 'type', 'subType'];
  const rows = core.books.bills
    .filter(({ row }) =>
      fields.every((field) => textOf(query, field) === '' || textOf(query, field) === textOf(row, field)),
    )
    .map(({ billId, at, row }) => ({ id: `${billId}`, at, row }))
    .reverse();
  return answered(pageOf(rows, query));
}

function closedPositions({ core, request }: RouteContext): Answer {
  const { query } = request;
  const fields = ['instType', 'instId', 'mgnMode', 'type', 'posId'];
  const rows = core.account
    .closedPositions()
    .filter(({ row }) =>
      fields.every((field) => textOf(query, field) === '' || textOf(query, field) === textOf(row, field)),
    )
    .map(({ at, row }) => ({ id: `${at}`, at, row }));
  return answered(pageOf(rows, query));
}

function positionRisk({ core }: RouteContext): Answer {
  const balance = core.account.balance();
  const details = Array.isArray(balance.details) ? balance.details : [];
  return answered([
    {
      adjEq: balance.adjEq,
      balData: details.map((detail) => ({ ccy: detail.ccy, disEq: detail.disEq, eq: detail.eq })),
      posData: core.account.positions().map((row) => ({
        baseBal: '',
        ccy: row.ccy,
        instId: row.instId,
        instType: row.instType,
        mgnMode: row.mgnMode,
        notionalCcy: row.notionalUsd,
        notionalUsd: row.notionalUsd,
        pos: row.pos,
        posCcy: '',
        posId: row.posId,
        posSide: row.posSide,
        quoteBal: '',
      })),
      ts: `${core.clock.now()}`,
    },
  ]);
}

function setPositionMode({ core, request }: RouteContext): Answer {
  const posMode = textOf(request.items[0] ?? {}, 'posMode');
  if (posMode !== 'net_mode' && posMode !== 'long_short_mode') return refused(parameter('posMode'));
  if (posMode !== core.settings.positionMode) {
    const busy = core.books.open().length > 0 || core.algos.open().length > 0 || core.account.positions().length > 0;
    if (busy) return refused(refuse('59000'));
    core.settings.positionMode = posMode;
  }
  return answered([{ posMode }]);
}

const DEMO_COINS = ['BTC', 'ETH', 'USDT', 'OKB'];
/** Increases of demo money in one day in UTC. */
const MOST_INCREASES = 3;

function adjustDemoBalance({ core, request }: RouteContext): Answer {
  const body = request.items[0] ?? {};
  const [ccy, amount] = [textOf(body, 'ccy'), textOf(body, 'amt')];
  if (core.environment !== 'demo') return refused(refuse('50101'));
  if (!DEMO_COINS.includes(ccy)) return refused(parameter('ccy'));
  if (!isNumber(amount)) return refused(parameter('amt'));
  const type = textOf(body, 'type') || 'increase';
  if (type !== 'increase' && type !== 'decrease') return refused(parameter('type'));
  if (type === 'increase' && !core.countIncrease(MOST_INCREASES)) return refused(refuse('50040'));
  const money = toMoney(new Decimal(amount));
  try {
    core.exchange.transfer(core.accountId, ccy, type === 'increase' ? money : -money);
  } catch (error) {
    if (isBrokerError(error)) return refused(refuse('51008'));
    throw error;
  }
  return answered([{ ccy, amt: amount, type }]);
}

/** `account/*`, and what of `asset/*` a client asks for at its start. */
export const ACCOUNT_ROUTES: readonly Route[] = [
  get('balance', MOCK_QUOTAS.balance, 'read_balance', ({ core, request }) =>
    answered([core.account.balance(idsOf(textOf(request.query, 'ccy')))]),
  ),
  get('positions', MOCK_QUOTAS.positions, 'read_positions', ({ core, request }) => {
    const { query } = request;
    const instIds = idsOf(textOf(query, 'instId'));
    if (instIds.length > 10) return refused(parameter('instId'));
    return answered(
      core.account.positions({ instType: textOf(query, 'instType'), instIds, posId: textOf(query, 'posId') }),
    );
  }),
  get('positions-history', MOCK_QUOTAS.positionsHistory, 'read_positions', closedPositions),
  get('account-position-risk', MOCK_QUOTAS.positionRisk, 'read_positions', positionRisk),
  get('config', MOCK_QUOTAS.config, 'read_account', ({ core }) => answered([configRow(core)])),
  get('leverage-info', MOCK_QUOTAS.leverageInfo, 'read_account', leverageInfo),
  get('max-size', MOCK_QUOTAS.maxSize, 'read_account', (context) => sizes(context, ['maxBuy', 'maxSell'])),
  get('max-avail-size', MOCK_QUOTAS.maxAvailSize, 'read_account', (context) =>
    sizes(context, ['availBuy', 'availSell']),
  ),
  get('trade-fee', MOCK_QUOTAS.tradeFee, 'read_account', tradeFee),
  get('bills', MOCK_QUOTAS.bills, 'read_fills', bills),
  get('bills-archive', MOCK_QUOTAS.bills, 'read_fills', bills),
  get('instruments', MOCK_QUOTAS.accountInstruments, 'read_account', ({ core, request }) => {
    const { query } = request;
    const instType = textOf(query, 'instType');
    if (instType === '') return refused(refuse('50014', 'Parameter instType can not be empty.'));
    const instId = textOf(query, 'instId');
    const rows = core.board.rowsOfType(instType);
    return answered(instId === '' ? rows : rows.filter((row) => textOf(row, 'instId') === instId));
  }),
  post('set-leverage', MOCK_QUOTAS.setLeverage, 'set_leverage', setLeverage),
  post('set-position-mode', MOCK_QUOTAS.positionMode, 'account_setting', setPositionMode),
  post('demo-adjust-balance', MOCK_QUOTAS.demoBalance, 'account_setting', adjustDemoBalance),
  ...['balances', 'currencies'].map(
    (name): Route => ({
      method: 'GET',
      path: `/api/v5/asset/${name}`,
      access: 'read',
      target: 'read_account',
      quota: null,
      // Funding is no part of demo trading.
      run: () => refused(refuse('50038')),
    }),
  ),
];
