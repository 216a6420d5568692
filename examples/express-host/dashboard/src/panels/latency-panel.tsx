import { useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import type { orderLatency } from '../../../src/contract/index.ts';
import { latencyQuery } from '../api/queries.ts';
import { durationText } from '../format-number.ts';
import { Identity, Instant, Instrument } from '../parts/figure.tsx';
import { Empty, Loaded, Panel } from '../parts/panel.tsx';
import { ScrollFrame } from '../parts/scroll-frame.tsx';
import { plainWords } from '../words.ts';

type Latency = z.infer<typeof orderLatency>;
type Type = Latency['byType'][number];

const STAGES = [
  { key: 'acknowledged', name: 'Acknowledged' },
  { key: 'firstFill', name: 'First fill' },
  { key: 'done', name: 'Done' },
] as const;
const PARTS = ['p50Ms', 'p95Ms', 'p99Ms'] as const;

const shown = (ms: number | null) => (ms === null ? '–' : durationText(ms));

/** How long orders take, of this run of the host. */
export function LatencyPanel() {
  const read = useQuery(latencyQuery);
  return (
    <Panel
      title="Execution latency"
      note={
        read.data && (
          <>
            since <Instant at={read.data.since} />
          </>
        )
      }
    >
      <Loaded of={read}>
        {({ byType, recent }) =>
          byType.length === 0 ? (
            <Empty>Measured from the first order of this run on.</Empty>
          ) : (
            <>
              <Table types={byType} />
              <details className="more">
                <summary>Latest orders ({recent.length})</summary>
                <ul className="plain-list">
                  {recent.slice(0, 30).map((order) => (
                    <li key={order.clientOrderId}>
                      <Identity of={order.clientOrderId} />
                      <span>
                        <Instrument of={order.instrument} /> {plainWords(order.type).toLowerCase()}
                      </span>
                      <span className="num">
                        {shown(order.acknowledgedMs)} / {shown(order.doneMs)}
                      </span>
                      <Instant at={order.sentAt} />
                    </li>
                  ))}
                </ul>
              </details>
            </>
          )
        }
      </Loaded>
    </Panel>
  );
}

function Table({ types }: { readonly types: readonly Type[] }) {
  return (
    <ScrollFrame name="Execution latency, table">
      <table className="table latency">
        <caption className="sr-only">Time from sending an order, by type: median, 95th and 99th percentile</caption>
        <thead>
          <tr>
            <th scope="col">Type</th>
            <th scope="col" data-align="end">
              Orders
            </th>
            {STAGES.map(({ key, name }) => (
              <th key={key} scope="col" data-align="end">
                {name} <small>p50 / p95 / p99</small>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {types.map((type) => (
            <tr key={type.type}>
              <td data-name="Type" data-lead="true">
                {plainWords(type.type)}
              </td>
              <td data-name="Orders" data-align="end" className="num">
                {type.acknowledged.count}
              </td>
              {STAGES.map(({ key, name }) => (
                <td key={key} data-name={name} data-align="end" className="num">
                  {PARTS.map((part) => shown(type[key][part])).join(' / ')}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollFrame>
  );
}
