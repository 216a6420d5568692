import type { DecisionDetail } from '../../../src/contract/index.ts';
import { spanText } from '../format-time.ts';
import { OutcomeBadge } from '../panels/decision-columns.tsx';
import { Badge, Gain, Identity, Instant, Money, Price, Quantity, Side } from '../parts/figure.tsx';
import { Figures } from '../parts/figures.tsx';
import { orderTone, plainWords } from '../words.ts';

/** What became of the decision: result, orders with their fills, and what it earned. */
export function Consequences({
  of: { summary, result, orders, fills, closedPositions },
}: {
  readonly of: DecisionDetail;
}) {
  return (
    <section className="chapter">
      <h3>What became of it</h3>
      <p className="lead-line">
        <OutcomeBadge of={summary} />{' '}
        <span>
          {result?.rule != null && <strong>{plainWords(result.rule)}. </strong>}
          {result?.message ?? summary.message ?? (result === null ? 'Nothing has been reported yet.' : '')}
        </span>
      </p>
      {result !== null && <Figures of={result.figures} />}
      {orders.length > 0 && (
        <ul className="cards">
          {orders.map((order) => (
            <li key={order.clientOrderId}>
              <p className="news-head">
                <Side of={order.side} />
                <strong>
                  {plainWords(order.role)}, {plainWords(order.type).toLowerCase()}
                </strong>
                <Badge tone={orderTone(order.state)}>{plainWords(order.state)}</Badge>
                <Identity of={order.clientOrderId} />
              </p>
              <p>
                <Quantity of={order.filledQuantity} /> of <Quantity of={order.quantity} /> filled
                {order.averagePrice !== null && (
                  <>
                    {' '}
                    at <Price of={order.averagePrice} />
                  </>
                )}
                {order.triggerPrice !== null && (
                  <>
                    , trigger <Price of={order.triggerPrice} />
                  </>
                )}
                {order.limitPrice !== null && (
                  <>
                    , limit <Price of={order.limitPrice} />
                  </>
                )}
                , fee <Money of={order.fee} /> {order.feeCurrency}
              </p>
              {order.message !== null && <p className="because-line">{order.message}</p>}
              <Fills of={fills.filter((fill) => fill.clientOrderId === order.clientOrderId)} />
            </li>
          ))}
        </ul>
      )}
      {closedPositions.map((closed) => (
        <p key={closed.closedPositionId} className="result-line">
          Closed <strong>{closed.side}</strong> of <Quantity of={closed.maxQuantity} /> from{' '}
          <Price of={closed.entryPrice} /> to <Price of={closed.exitPrice} /> by{' '}
          {plainWords(closed.closedBy).toLowerCase()} after {spanText(closed.closedAt - closed.openedAt)}: net{' '}
          <Gain of={closed.netPnl} />
        </p>
      ))}
    </section>
  );
}

function Fills({ of }: { readonly of: DecisionDetail['fills'] }) {
  if (of.length === 0) return null;
  return (
    <ul className="fills">
      {of.map((fill) => (
        <li key={fill.fillId}>
          <Instant at={fill.at} /> <Quantity of={fill.quantity} /> at <Price of={fill.price} />, {fill.liquidity}, fee{' '}
          <Money of={fill.fee} /> {fill.feeCurrency}
        </li>
      ))}
    </ul>
  );
}
