import type { Decimal } from '../../../src/domain/decimal.ts';
import type { Order } from '../../../src/domain/order.ts';
import type { BaseBroker } from '../../../src/ports/broker.ts';

/** What is traded on both sides. */
export const INSTRUMENTS = ['BTC-USDT-SWAP', 'ETH-USDT-SWAP', 'BTC-USDT'] as const;

/** What closes or protects a position by an order of its own is named by the broker, on OKX with its role. */
const nameOf = ({ clientOrderId }: Pick<Order, 'clientOrderId'>): string =>
  clientOrderId.replace(/^(T\d+)[XST]$/, '$1');

const text = (value: Decimal | null): string | null => value?.toFixed() ?? null;

/** Everything that a broker says of its account, moments and the venue's own names apart, as plain text. */
export async function picture(broker: BaseBroker): Promise<unknown> {
  const [open, ended, fills, positions, closed, balance, snapshot] = await Promise.all([
    broker.getOpenOrders(),
    broker.getOrderHistory(),
    broker.getFills(),
    broker.getPositions(),
    broker.getClosedPositions(),
    broker.getBalance(),
    broker.getSnapshot(),
  ]);
  // What the venue itself does has the name that it gives it.
  const named = new Map(
    [...open, ...ended].filter(({ role }) => role !== 'liquidation').map((order) => [nameOf(order), order]),
  );
  const prices = await Promise.all(
    INSTRUMENTS.map(async (id) => {
      const { last, mark } = await broker.getQuote(id);
      return `${id} ${text(last)} ${id.endsWith('-SWAP') ? text(mark) : ''}`;
    }),
  );
  return {
    prices,
    orders: Object.fromEntries([...named.entries()].sort(byKey).map(([id, order]) => [id, orderPicture(order)])),
    fills: Object.fromEntries(
      [...new Set(fills.map((fill) => (named.has(nameOf(fill)) ? nameOf(fill) : 'venue')))]
        .sort()
        .map((id) => [
          id,
          fills
            .filter((fill) => (named.has(nameOf(fill)) ? nameOf(fill) : 'venue') === id)
            .map((fill) =>
              [
                fill.instrument,
                fill.marginMode,
                fill.side,
                fill.quantity.toFixed(),
                fill.price.toFixed(),
                fill.fee.toFixed(),
                fill.feeCurrency,
                fill.liquidity,
                fill.cause,
              ].join(' '),
            ),
        ]),
    ),
    positions: positions
      .map((position) => {
        const { openedAt: _o, updatedAt: _u, decisionIds: _d, ...rest } = position.toJSON();
        return rest;
      })
      .sort(byText),
    closed: closed
      .map(
        ({
          instrument,
          marginMode,
          side,
          maxQuantity,
          entryPrice,
          exitPrice,
          realizedPnl,
          fees,
          funding,
          netPnl,
          closedBy,
        }) => ({
          instrument,
          marginMode,
          side,
          maxQuantity: text(maxQuantity),
          entryPrice: text(entryPrice),
          exitPrice: text(exitPrice),
          realizedPnl: text(realizedPnl),
          fees: text(fees),
          funding: text(funding),
          netPnl: text(netPnl),
          closedBy,
        }),
      )
      .sort(byText),
    balances: balance.currencies
      .map(({ currency, cash, equity, free, used, unrealizedPnl }) => ({
        currency,
        cash: text(cash),
        equity: text(equity),
        free: text(free),
        used: text(used),
        unrealizedPnl: text(unrealizedPnl),
      }))
      .sort(byText),
    totals: {
      equity: text(balance.equity),
      realizedPnl: text(snapshot.realizedPnl),
      unrealizedPnl: text(snapshot.unrealizedPnl),
      fees: text(snapshot.fees),
      funding: text(snapshot.funding),
      freeMargin: text(snapshot.freeMargin),
    },
  };
}

function orderPicture(order: Order): string {
  const parts = [
    order.type,
    order.side,
    order.instrument,
    order.marginMode,
    order.role,
    order.effect,
    order.state,
    `quantity ${order.quantity.toFixed()}`,
    `filled ${order.filledQuantity.toFixed()}`,
    `average ${text(order.averagePrice)}`,
    `fee ${order.fee.toFixed()}`,
    `limit ${text(order.limitPrice)}`,
    // Where a trailing stop stands is known to the venue alone.
    order.type === 'trailing_stop' ? 'trigger moves' : `trigger ${text(order.triggerPrice)}`,
    `parent ${order.parentClientOrderId}`,
    order.denial === null ? '' : `denied ${order.denial.code}`,
    order.rejection === null ? '' : `rejected ${order.rejection.reason}`,
    // Protection of a position that is gone is taken away by the venue, or by us where it does not.
    order.cancelReason === null || order.parentClientOrderId !== null ? '' : `canceled ${order.cancelReason}`,
  ];
  return parts.filter((part) => part !== '').join(', ');
}

function byKey([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}

function byText(a: unknown, b: unknown): number {
  return JSON.stringify(a) < JSON.stringify(b) ? -1 : 1;
}
