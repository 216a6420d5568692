import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { PriceView } from '../../../src/contract/index.ts';
import { pricesQuery } from '../api/queries.ts';
import { approximately } from '../format-number.ts';
import { spanText } from '../format-time.ts';
import { useHostNow } from '../live/live-context.tsx';
import { isOld } from '../market-age.ts';
import { Badge, Instrument, Price } from '../parts/figure.tsx';
import { Loaded } from '../parts/panel.tsx';

/** Every market with its prices; a click shows it on the chart. */
export function MarketStrip({
  chosen,
  onChoose,
}: {
  readonly chosen: string;
  readonly onChoose: (instrument: string) => void;
}) {
  const prices = useQuery(pricesQuery);
  return (
    <section className="market" aria-label="Markets">
      <Loaded of={prices} lines={1}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="empty">No prices yet.</p>
          ) : (
            items.map((price) => (
              <Market
                key={price.instrument}
                price={price}
                isChosen={price.instrument === chosen}
                onChoose={() => onChoose(price.instrument)}
              />
            ))
          )
        }
      </Loaded>
    </section>
  );
}

function Market({
  price,
  isChosen,
  onChoose,
}: {
  readonly price: PriceView;
  readonly isChosen: boolean;
  readonly onChoose: () => void;
}) {
  const now = useHostNow();
  const move = useMove(price.last);
  return (
    <button type="button" className="market-item" aria-pressed={isChosen} onClick={onChoose}>
      <Instrument of={price.instrument} />
      <span className="market-last" data-move={move}>
        <Price of={price.last} />
      </span>
      <span className="market-sides">
        <span>
          bid <Price of={price.bid} />
        </span>
        <span>
          ask <Price of={price.ask} />
        </span>
        <span>
          mark <Price of={price.mark} />
        </span>
      </span>
      {isOld(price, now) && <Badge tone="warn">{spanText(now - price.at)} old</Badge>}
    </button>
  );
}

/** Which way the last change went. */
function useMove(last: string | null): 'up' | 'down' | 'none' {
  const before = useRef(last);
  const [move, setMove] = useState<'up' | 'down' | 'none'>('none');
  useEffect(() => {
    if (last !== null && before.current !== null && last !== before.current) {
      setMove(approximately(last) > approximately(before.current) ? 'up' : 'down');
    }
    before.current = last;
  }, [last]);
  return move;
}
