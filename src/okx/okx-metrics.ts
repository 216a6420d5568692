import { isBrokerError } from '../errors/index.ts';
import type { Clock } from '../ports/clock.ts';
import type { Metrics } from '../ports/metrics.ts';
import type { OkxAnswer } from './request.ts';
import { envelopeOf } from './wire/envelope.ts';

/** The names under which the line to OKX counts and measures. */
export const OKX_METRICS = {
  /** Requests that left, by `request` and `result`: `answered`, whatever OKX said, or `failed`, when nothing readable came. */
  requests: 'brokerkit_api_requests',
  /** From sending to the whole answer, in milliseconds, by `request`. */
  latency: 'brokerkit_api_ms',
  /** Answers that were no yes, by `code`: OKX's own, `http_` and the status where there was none, or ours where nothing came. */
  errors: 'brokerkit_api_errors',
  /** 1 while a WebSocket is live, 0 while it is not, by `stream`. */
  streamUp: 'brokerkit_stream_up',
} as const;

/** Counts one request and hands on what came of it. */
export async function measured(
  { metrics, clock }: { readonly metrics: Metrics; readonly clock: Clock },
  request: string,
  sent: Promise<OkxAnswer>,
): Promise<OkxAnswer> {
  const sentAt = clock.now();
  try {
    const answer = await sent;
    const codes = codesOf(answer);
    metrics.observe(OKX_METRICS.latency, clock.now() - sentAt, { request });
    metrics.count(OKX_METRICS.requests, { request, result: codes === null ? 'failed' : 'answered' });
    for (const code of codes ?? [`http_${answer.status}`]) metrics.count(OKX_METRICS.errors, { code });
    return answer;
  } catch (error) {
    metrics.count(OKX_METRICS.requests, { request, result: 'failed' });
    metrics.count(OKX_METRICS.errors, { code: isBrokerError(error) ? error.code : 'unknown' });
    throw error;
  }
}

/** The codes of a refusal, those of its items where it has any; none for a yes, `null` for what cannot be read. */
function codesOf({ status, json }: OkxAnswer): readonly string[] | null {
  const envelope = envelopeOf(json);
  if (envelope === null) return null;
  const { code, data } = envelope;
  if (code === '0') return status < 400 ? [] : null;
  const ofItems = data.flatMap((item) => {
    const said = typeof item === 'object' && item !== null && 'sCode' in item ? String(item.sCode) : '';
    return said === '' || said === '0' ? [] : [said];
  });
  return ofItems.length > 0 ? ofItems : [code];
}
