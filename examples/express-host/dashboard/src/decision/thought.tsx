import type { z } from 'zod';
import type { DecisionDetail } from '../../../src/contract/index.ts';
import { whole } from '../format-number.ts';
import { Badge, Instant } from '../parts/figure.tsx';
import { Json } from '../parts/json.tsx';
import { plainWords } from '../words.ts';
import { messages, repairs, usage } from './stored-json.ts';

type Evaluation = NonNullable<DecisionDetail['evaluation']>;

/** The evaluation that the decision is part of: prompt, reasoning, reply. */
export function Thought({ of: { evaluation } }: { readonly of: DecisionDetail }) {
  if (evaluation === null) return null;
  return (
    <section className="chapter">
      <h3>The thought behind it</h3>
      <p className="hint">
        Evaluation <code className="whole-id">{evaluation.evaluationId}</code>, <Instant at={evaluation.at} />,{' '}
        {plainWords(evaluation.trigger).toLowerCase()}, template {evaluation.templateVersion}
        {evaluation.finishReason !== null && `, finished: ${evaluation.finishReason}`}
        <Usage of={evaluation.usage} />
      </p>
      {evaluation.abstained !== null && (
        <p className="callout" data-tone="warn">
          <strong>{plainWords(evaluation.abstained.reason)}.</strong> {evaluation.abstained.message}
        </p>
      )}
      {evaluation.reasoning !== null && <Text title="Reasoning" of={evaluation.reasoning} isOpen />}
      {evaluation.reply === null ? (
        <p className="empty">The text of the reply is not kept any more.</p>
      ) : (
        <Text title="Reply" of={evaluation.reply} isOpen />
      )}
      <Prompt of={evaluation} />
      <Repairs of={evaluation.repairs} />
      {evaluation.toolPayload !== null && <Json of={evaluation.toolPayload} summary="What the model looked up" />}
    </section>
  );
}

function Text({
  title,
  of,
  isOpen = false,
}: {
  readonly title: string;
  readonly of: string;
  readonly isOpen?: boolean;
}) {
  return (
    <details className="text" open={isOpen}>
      <summary>
        {title} <small>{whole(of.length)} characters</small>
      </summary>
      <pre>{of}</pre>
    </details>
  );
}

function Prompt({ of: { messages: stored } }: { readonly of: Evaluation }) {
  if (stored === null || stored === undefined)
    return <p className="empty">The text of the prompt is not kept any more.</p>;
  const read = messages.safeParse(stored);
  if (!read.success) return <Json of={stored} summary="Prompt" />;
  return said(read.data).map(({ key, role, text }) => <Text key={key} title={`Prompt, ${role}`} of={text} />);
}

/** Each message under a name of its own: the second of a user is the second still when more is said. */
function said(list: z.infer<typeof messages>) {
  const times = new Map<string, number>();
  return list.map(({ role, content, reasoning, toolCalls }) => {
    const time = (times.get(role) ?? 0) + 1;
    times.set(role, time);
    const calls = (toolCalls ?? []).map((call) => `${call.name}(${call.arguments})`);
    const parts = [reasoning, content, ...calls].filter((part) => part != null && part !== '');
    return { key: `${role} ${time}`, role, text: parts.join('\n\n') };
  });
}

function Usage({ of }: { readonly of: unknown }) {
  const read = usage.safeParse(of);
  if (!read.success) return null;
  const { inputTokens, outputTokens } = read.data;
  return (
    <>
      {inputTokens != null && `, ${whole(inputTokens)} tokens in`}
      {outputTokens != null && `, ${whole(outputTokens)} out`}
    </>
  );
}

function Repairs({ of }: { readonly of: unknown }) {
  const read = repairs.safeParse(of);
  if (!read.success || read.data.length === 0) return null;
  return (
    <p>
      Mended before it could be read:{' '}
      {read.data.map(({ kind, found }) => (
        <Badge key={`${kind} ${found}`} title={found}>
          {plainWords(kind)}
        </Badge>
      ))}
    </p>
  );
}
