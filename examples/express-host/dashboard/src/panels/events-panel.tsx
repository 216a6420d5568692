import { useQuery } from '@tanstack/react-query';
import type { PortfolioView } from '../../../src/contract/index.ts';
import { portfolioQuery } from '../api/queries.ts';
import { DecisionLink } from '../parts/decision-link.tsx';
import { Badge, Instant, Instrument } from '../parts/figure.tsx';
import { Empty, Loaded, Panel } from '../parts/panel.tsx';
import type { Word } from '../words.ts';

type Kind = NonNullable<PortfolioView['events']>[number]['kind'];
/** No colour says whether it went well: a position may close at a loss. */
const KINDS: Record<Kind, Word> = {
  fill: { word: 'Fill', tone: 'quiet' },
  position_closed: { word: 'Closed', tone: 'info' },
  risk: { word: 'Risk', tone: 'warn' },
  decision: { word: 'Decision', tone: 'quiet' },
};

const MOST = 20;

export function EventsPanel() {
  const portfolio = useQuery(portfolioQuery);
  return (
    <Panel title="Events" area="events">
      <Loaded of={portfolio}>
        {({ events }) =>
          events === null ? (
            <Empty>What happened cannot be read now: the database is away.</Empty>
          ) : events.length === 0 ? (
            <Empty>Nothing has happened yet.</Empty>
          ) : (
            <ul className="news">
              {events.slice(0, MOST).map((event) => (
                <li key={event.id}>
                  <p className="news-head">
                    <Badge tone={KINDS[event.kind].tone}>{KINDS[event.kind].word}</Badge>
                    {event.instrument !== null && <Instrument of={event.instrument} />}
                    <Instant at={event.at} />
                  </p>
                  <p>
                    {event.message}{' '}
                    {event.decision_log_id !== null && <DecisionLink id={event.decision_log_id}>Why</DecisionLink>}
                  </p>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </Panel>
  );
}
