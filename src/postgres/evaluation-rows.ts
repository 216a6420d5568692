import { z } from 'zod';
import { PersistenceError } from '../errors/index.ts';
import { type Payload, payloadOf, payloadText, sha256Of } from '../persistence/payload.ts';
import { type EvaluationRow, evaluationCodec } from '../persistence/records/decision-records.ts';
import type { ForgottenText, KeptEvaluation } from '../ports/decision-log.ts';
import { DECISIONS, EVALUATIONS } from './tables.ts';

/** Where a payload is whose text was forgotten: its hash is all that is left. */
export const FORGOTTEN_URI = 'forgotten:';

/** An evaluation as its tables keep it. */
export interface EvaluationParts {
  readonly evaluation: Readonly<Record<string, unknown>>;
  readonly digest: string;
  readonly decisions: EvaluationRow['decisions'];
  /** Each once, by their hashes: two writers take them in the same order. */
  readonly payloads: readonly Payload[];
  readonly toolPayload: string | null;
}

/** Takes an evaluation apart: texts of any length become payloads. */
export function evaluationParts(row: EvaluationRow): EvaluationParts {
  const payloads = new Map<string, Payload>();
  const keep = (kind: Payload['kind'], text: string | null): string | null => {
    if (text === null) return null;
    const payload = payloadOf(kind, text);
    payloads.set(payload.sha256, payload);
    return payload.sha256;
  };
  const { messages, reply, reasoning, toolPayload, judgeView, usage, abstained, decisions, ...rest } = row;
  const evaluation = {
    ...rest,
    prompt: keep('prompt', messages),
    reply: keep('reply', reply),
    reasoning: keep('reasoning', reasoning),
    tools: keep('tools', toolPayload),
    judgeView: keep('judge_view', judgeView),
    ...usage,
    hasUsage: usage !== null,
    abstainReason: abstained?.reason ?? null,
    abstainMessage: abstained?.message ?? null,
  };
  // Payloads are in it by their hashes.
  const digest = sha256Of(JSON.stringify([evaluation, decisions]));
  return {
    evaluation: { ...evaluation, digest },
    digest,
    decisions,
    payloads: [...payloads.values()].sort((one, other) => (one.sha256 < other.sha256 ? -1 : 1)),
    toolPayload: toolPayload === null ? null : searchable(toolPayload),
  };
}

/** JSON as `jsonb` takes it: without NUL and without halves of surrogate pairs. The payload has them. */
function searchable(json: string): string {
  return json.replace(/\\(?:u0000|ud[89a-f][\da-f]{2}|.)/gi, (found) => (found.length === 6 ? '\\ufffd' : found));
}

/** What {@link READ_EVALUATION} answers with. */
const storedEvaluation = z.looseObject({
  prompt: z.string(),
  reply: z.string(),
  reasoning: z.string().nullable(),
  tools: z.string().nullable(),
  judgeView: z.string().nullable(),
  hasUsage: z.boolean(),
  abstainReason: z.string().nullable(),
  abstainMessage: z.string().nullable(),
  decisions: z.array(z.unknown()).nullable(),
  payloads: z.record(
    z.string(),
    z.object({ encoding: z.enum(['text', 'json']), content: z.string().nullable(), uri: z.string() }),
  ),
});

/** One evaluation with everything that belongs to it. */
export const READ_EVALUATION = `SELECT ${EVALUATIONS.json('t', [
  `'payloads', (SELECT json_object_agg(p.sha256,
     json_build_object('encoding', p.encoding, 'content', p.content, 'uri', p.storage_uri))
   FROM llm_prompt_payloads p WHERE p.portfolio_id = $1 AND p.runtime_mode = $2 AND p.sha256 IN
     (t.prompt_sha256, t.reply_sha256, t.reasoning_sha256, t.tools_sha256, t.judge_view_sha256))`,
  `'decisions', (SELECT json_agg(${DECISIONS.json('d', [], ['toolPayload'])} ORDER BY d.position)
   FROM llm_decision_logs d WHERE d.portfolio_id = $1 AND d.runtime_mode = $2 AND d.evaluation_id = t.evaluation_id)`,
])}::text AS row
FROM llm_evaluations t WHERE t.portfolio_id = $1 AND t.runtime_mode = $2 AND t.evaluation_id = $3`;

/** Puts an evaluation together again. @throws {PersistenceError} `store/corrupt`. */
export function readEvaluation(row: unknown): KeptEvaluation {
  const read = storedEvaluation.safeParse(row);
  if (!read.success) throw corrupt(`it has another form: ${read.error.issues[0]?.path.join('.')}`);
  const stored = read.data;
  const forgotten: ForgottenText[] = [];
  const forgettable = (field: ForgottenText['field'], sha256: string | null): string | null => {
    const payload = sha256 === null ? undefined : stored.payloads[sha256];
    if (sha256 === null || payload?.content !== null || payload.uri !== FORGOTTEN_URI) return textOf(sha256);
    forgotten.push({ field, sha256 });
    return null;
  };
  const textOf = (sha256: string | null): string | null => {
    if (sha256 === null) return null;
    const payload = stored.payloads[sha256];
    if (payload === undefined) throw corrupt(`its payload ${sha256} is missing`);
    const { content, encoding, uri } = payload;
    if (content === null) throw corrupt(`its payload ${sha256} is kept elsewhere, at ${uri}`);
    const text = payloadText({ sha256, encoding, content });
    if (text === null) throw corrupt(`its payload ${sha256} was changed`);
    return text;
  };
  const { inputTokens, cachedInputTokens, outputTokens, reasoningTokens } = stored;
  const { abstainReason, abstainMessage } = stored;
  const [messages, toolPayload] = [forgettable('messages', stored.prompt), forgettable('toolPayload', stored.tools)];
  const evaluation = evaluationCodec.read({
    ...stored,
    messages: messages ?? 'null',
    reply: textOf(stored.reply),
    reasoning: textOf(stored.reasoning),
    toolPayload,
    judgeView: textOf(stored.judgeView),
    usage: stored.hasUsage ? { inputTokens, cachedInputTokens, outputTokens, reasoningTokens } : null,
    abstained: abstainReason === null ? null : { reason: abstainReason, message: abstainMessage },
    decisions: stored.decisions ?? [],
  });
  return forgotten.length === 0 ? evaluation : { ...evaluation, forgotten };
}

function corrupt(why: string): PersistenceError {
  return new PersistenceError(`A stored evaluation cannot be read: ${why}.`, { code: 'store/corrupt' });
}
