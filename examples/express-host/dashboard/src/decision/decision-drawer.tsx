import { useQuery } from '@tanstack/react-query';
import type { DecisionDetail } from '../../../src/contract/index.ts';
import { ApiProblem } from '../api/api-problem.ts';
import { decisionQuery } from '../api/queries.ts';
import { money } from '../format-number.ts';
import { Confidence, OutcomeBadge } from '../panels/decision-columns.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { Badge, Instant, Instrument } from '../parts/figure.tsx';
import { Pair } from '../parts/pair.tsx';
import { Empty, Loaded } from '../parts/panel.tsx';
import { goTo, type Route } from '../route.ts';
import { ACTION_WORDS } from '../words.ts';
import { Consequences } from './consequences.tsx';
import { Judgement } from './judgement.tsx';
import { Statement } from './statement.tsx';
import { Thought } from './thought.tsx';

/** From a trade back to the thought: one decision from prompt to result. Its address can be kept and shared. */
export function DecisionDrawer({ route, id }: { readonly route: Route; readonly id: string }) {
  const read = useQuery(decisionQuery(id));
  const isGone = read.error instanceof ApiProblem && read.error.status === 404 && read.data === undefined;
  return (
    <Dialog
      kind="drawer"
      title={read.data === undefined ? 'Decision' : <Title of={read.data} />}
      onClose={() => goTo({ ...route, decision: null })}
    >
      {isGone ? (
        <Empty>There is no decision {id} in the mode that runs.</Empty>
      ) : (
        <Loaded of={read} lines={10}>
          {(detail) => <Story of={detail} />}
        </Loaded>
      )}
    </Dialog>
  );
}

function Title({ of: { summary } }: { readonly of: DecisionDetail }) {
  const { word, tone } = ACTION_WORDS[summary.action];
  return (
    <>
      <Badge tone={tone}>{word}</Badge> <Instrument of={summary.instrument} /> <OutcomeBadge of={summary} />
    </>
  );
}

function Story({ of: detail }: { readonly of: DecisionDetail }) {
  const { summary } = detail;
  return (
    <>
      <dl className="pairs">
        <Pair name="Decided">
          <Instant at={summary.at} />
        </Pair>
        <Pair name="Confidence">
          <Confidence of={summary.confidence} />
        </Pair>
        <Pair name="Model">
          {summary.model} <small>by {summary.provider}</small>
        </Pair>
        <Pair name="Cost">{summary.costUsd === null ? '–' : `${money(summary.costUsd)} USD`}</Pair>
        <Pair name="Id" isWide>
          <code className="whole-id">{summary.decision_log_id}</code>
        </Pair>
      </dl>
      <Consequences of={detail} />
      <Judgement of={detail} />
      <Statement of={detail} />
      <Thought of={detail} />
    </>
  );
}
