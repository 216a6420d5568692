import { useQuery } from '@tanstack/react-query';
import type { AlertView } from '../../../src/contract/index.ts';
import { alertsQuery } from '../api/queries.ts';
import { Badge, Instant } from '../parts/figure.tsx';
import { Empty, Loaded, Panel } from '../parts/panel.tsx';
import { plainWords, type Tone } from '../words.ts';

const TONES: Record<AlertView['severity'], Tone> = { info: 'info', warning: 'warn', critical: 'bad' };
const MOST = 50;

export function AlertsPanel() {
  const alerts = useQuery(alertsQuery);
  const open = alerts.data?.items.filter(({ endedAt }) => endedAt === null).length;
  return (
    <Panel title="Alerts" area="alerts" note={open === undefined ? undefined : `${open} open`}>
      <Loaded of={alerts}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty>Nothing needs a person.</Empty>
          ) : (
            <ul className="news">
              {sorted(items)
                .slice(0, MOST)
                .map((alert) => (
                  <li key={alert.id} data-ended={alert.endedAt !== null}>
                    <p className="news-head">
                      <Badge tone={alert.endedAt === null ? TONES[alert.severity] : 'quiet'}>{alert.severity}</Badge>
                      <strong>{plainWords(alert.kind)}</strong>
                      <Instant at={alert.at} />
                    </p>
                    <p>{alert.message}</p>
                    {alert.endedAt !== null && (
                      <p className="hint">
                        Over since <Instant at={alert.endedAt} />
                      </p>
                    )}
                  </li>
                ))}
            </ul>
          )
        }
      </Loaded>
    </Panel>
  );
}

/** What lasts comes first. */
function sorted(items: readonly AlertView[]): AlertView[] {
  const hasEnded = ({ endedAt }: AlertView) => (endedAt === null ? 0 : 1);
  return [...items].sort((one, other) => hasEnded(one) - hasEnded(other) || other.at - one.at);
}
