import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { FillView, OrderView, PositionView, PriceView } from '../../../src/contract/index.ts';
import { candlesQuery, fillsQuery, ordersQuery, portfolioQuery, pricesQuery } from '../api/queries.ts';
import type { PriceLine, TradeMark } from '../charts/candle-chart.tsx';
import { approximately, priceText, ratio } from '../format-number.ts';
import { spanText, timeText } from '../format-time.ts';
import { useHostNow } from '../live/live-context.tsx';
import { isOld } from '../market-age.ts';
import { ChartFigure } from '../parts/chart-figure.tsx';
import { DecisionLink } from '../parts/decision-link.tsx';
import { Badge, Instant, Price, Quantity } from '../parts/figure.tsx';
import { lazyPart } from '../parts/lazy-part.ts';
import { Empty, Loaded, Panel } from '../parts/panel.tsx';
import { Segments } from '../parts/segments.tsx';

import { goTo, useRoute } from '../route.ts';
import { instrumentParts } from '../words.ts';
import { useFormingBars } from './use-forming-bars.ts';

const CandleChart = lazyPart(() => import('../charts/candle-chart.tsx').then((part) => part.CandleChart));

const INTERVALS = [
  { value: '60000', name: '1m' },
  { value: '300000', name: '5m' },
  { value: '900000', name: '15m' },
  { value: '3600000', name: '1h' },
] as const;

const EXIT_NAMES: Record<string, string> = {
  stop_loss: 'Stop',
  take_profit: 'Target',
};

export function PricePanel({ instrument }: { readonly instrument: string }) {
  const [interval, setInterval] = useState<string>('60000');
  const { view } = useRoute();
  const intervalMs = Number(interval);
  const candles = useQuery(candlesQuery(instrument, intervalMs));
  const price = useQuery(pricesQuery).data?.items.find((each) => each.instrument === instrument);
  const portfolio = useQuery(portfolioQuery).data;
  const fills = useQuery({ ...fillsQuery({ symbol: instrument, limit: 200 }), enabled: instrument !== '' }).data;
  const orders = useQuery({ ...ordersQuery({ symbol: instrument, limit: 200 }), enabled: instrument !== '' }).data;
  const bars = useFormingBars(candles.data, price);

  // Of another market that was looked at before, while those of this one are read.
  const own = useMemo(() => fills?.items.filter((fill) => fill.instrument === instrument) ?? [], [fills, instrument]);
  const trades = useMemo(() => tradesOf(own, orders?.items ?? []), [own, orders]);
  const lines = useMemo(
    () => linesOf(instrument, portfolio?.positions ?? [], portfolio?.openOrders ?? []),
    [instrument, portfolio],
  );
  const openDecision = useMemo(
    () => (id: string) => {
      const decision = trades.find((trade) => trade.id === id)?.fill.decision_log_id ?? null;
      if (decision !== null) goTo({ view, decision });
    },
    [trades, view],
  );
  const { pair } = instrumentParts(instrument);

  return (
    <Panel
      title={instrument === '' ? 'Price' : pair}
      area="price"
      note={price === undefined ? undefined : <LastPrice of={price} />}
      actions={<Segments legend="Length of a bar" options={INTERVALS} value={interval} onChange={setInterval} />}
    >
      {instrument === '' ? (
        <Empty>No market is known yet.</Empty>
      ) : (
        <Loaded of={candles} lines={6}>
          {() =>
            bars.length === 0 ? (
              <Empty>No bars of {pair} yet.</Empty>
            ) : (
              <ChartFigure isSpoken caption={summaryOf(pair, bars, trades.length, lines)}>
                <CandleChart
                  subject={instrument}
                  bars={bars}
                  intervalMs={intervalMs}
                  marks={trades}
                  lines={lines}
                  onMark={openDecision}
                />
              </ChartFigure>
            )
          }
        </Loaded>
      )}
      <details className="more">
        <summary>Entries and exits ({trades.length})</summary>
        <TradeList trades={trades} />
      </details>
    </Panel>
  );
}

interface Trade extends TradeMark {
  readonly fill: FillView;
}

function tradesOf(fills: readonly FillView[], orders: readonly OrderView[]): Trade[] {
  const byId = new Map(orders.map((order) => [order.clientOrderId, order]));
  return fills.map((fill) => {
    const order = byId.get(fill.clientOrderId);
    const isEntry = order?.role === 'entry' && order.effect === 'open';
    return { id: fill.fillId, at: fill.at, side: fill.side, text: nameOf(fill, order, isEntry), isEntry, fill };
  });
}

function nameOf({ side, cause }: FillView, order: OrderView | undefined, isEntry: boolean): string {
  const isBuy = side === 'buy';
  if (cause !== 'order') return 'Liquidation';
  // An order that is not among those that were read may have opened or closed.
  if (order === undefined) return isBuy ? 'Bought' : 'Sold';
  if (isEntry) return isBuy ? 'Long' : 'Short';
  return EXIT_NAMES[order.role] ?? 'Exit';
}

function linesOf(
  instrument: string,
  positions: readonly PositionView[],
  openOrders: readonly OrderView[],
): readonly PriceLine[] {
  const lines: PriceLine[] = [];
  const add = (id: string, price: string | null, title: string, tone: PriceLine['tone']) => {
    if (price !== null) lines.push({ id, price: approximately(price), title, tone });
  };
  for (const position of positions) {
    if (position.instrument !== instrument) continue;
    const key = `${position.marginMode} ${position.side}`;
    add(`${key} entry`, position.entryPrice, position.side === 'long' ? 'Long entry' : 'Short entry', 'accent');
    add(`${key} stop`, position.stopPrice, 'Stop', 'bad');
    add(`${key} target`, position.targetPrice, 'Target', 'good');
    add(`${key} liquidation`, position.liquidationPrice, 'Liquidation', 'warn');
  }
  for (const order of openOrders) {
    if (order.instrument === instrument && order.role === 'entry') {
      add(order.clientOrderId, order.limitPrice, order.side === 'buy' ? 'Buy order' : 'Sell order', 'accent');
    }
  }
  return lines;
}

function LastPrice({ of }: { readonly of: PriceView }) {
  const now = useHostNow();
  return (
    <>
      <strong>
        <Price of={of.last} />
      </strong>
      {isOld(of, now) && ` of ${spanText(now - of.at)} ago`}
      <span className="wide-only">
        {' '}
        bid <Price of={of.bid} /> · ask <Price of={of.ask} />
      </span>
    </>
  );
}

function summaryOf(
  pair: string,
  bars: readonly { readonly openedAt: number; readonly high: number; readonly low: number; readonly close: number }[],
  trades: number,
  lines: readonly PriceLine[],
): string {
  const first = bars[0];
  const last = bars.at(-1);
  if (first === undefined || last === undefined) return '';
  const low = Math.min(...bars.map((bar) => bar.low));
  const high = Math.max(...bars.map((bar) => bar.high));
  const now = last.openedAt;
  const marked = lines.map(({ title, price }) => `${title} at ${ratio(price, 6)}`).join(', ');
  return (
    `Candle chart of ${pair} from ${timeText(first.openedAt, now)} to ${timeText(last.openedAt, now)}: ` +
    `last ${priceText(String(last.close))}, lowest ${priceText(String(low))}, highest ${priceText(String(high))}, ` +
    `${trades} entries and exits, listed below the chart. ${marked === '' ? 'No open position.' : `${marked}.`}`
  );
}

function TradeList({ trades }: { readonly trades: readonly Trade[] }) {
  if (trades.length === 0) return <Empty>Nothing was traded yet.</Empty>;
  return (
    <ul className="plain-list">
      {trades.slice(0, 40).map(({ id, text, fill, isEntry }) => (
        <li key={id}>
          <Badge tone={isEntry ? (fill.side === 'buy' ? 'good' : 'bad') : 'info'}>{text}</Badge>
          <span>
            {fill.side === 'buy' ? 'Bought' : 'Sold'} <Quantity of={fill.quantity} /> at <Price of={fill.price} />
          </span>
          <Instant at={fill.at} />
          <DecisionLink id={fill.decision_log_id} />
        </li>
      ))}
    </ul>
  );
}
