import type { Answer } from '../envelope.ts';
import { isKnownCode, OKX_CODES, statusOf } from '../okx-codes.ts';
import { type FaultKind, LOST_ANSWERS } from './fault-kind.ts';

/** What the network makes of an answer. */
export type Delivery =
  | { readonly type: 'answer'; readonly status: number; readonly contentType: string; readonly body: string }
  /** No byte ever comes. */
  | { readonly type: 'silence' }
  | { readonly type: 'reset' }
  /** A part of the body comes; then nothing more, or the end of the connection. */
  | { readonly type: 'partial'; readonly status: number; readonly body: string; readonly end: 'silence' | 'reset' };

/** An answer as it was meant. */
export function delivered(answer: Answer): Delivery {
  return json(answer.status, JSON.stringify(answer.envelope));
}

/** An answer after a fault that loses or replaces it; others deliver it as it is. */
export function spoiled(answer: Answer, kind: FaultKind, code?: string): Delivery {
  const body = JSON.stringify(answer.envelope);
  switch (kind) {
    case 'headers_lost':
      return { type: 'silence' };
    case 'body_lost':
      return { type: 'partial', status: answer.status, body, end: 'silence' };
    case 'reset':
      return { type: 'reset' };
    case 'reset_in_body':
      return { type: 'partial', status: answer.status, body, end: 'reset' };
    case 'bad_gateway':
      return { type: 'answer', status: 502, contentType: 'text/html', body: GATEWAY };
    case 'html':
      return { type: 'answer', status: 200, contentType: 'text/html', body: GATEWAY };
    case 'empty_data':
      return json(200, JSON.stringify({ code: '0', msg: '', data: [] }));
    case 'truncated_json':
      return json(answer.status, body.slice(0, Math.max(1, Math.floor(body.length / 2))));
    case 'code_50004':
      return coded('50004');
    case 'code_51149':
      return coded('51149');
    case 'code_51054':
      return coded('51054');
    case 'code_50001':
    case 'maintenance':
      return coded('50001');
    case 'code_50013':
      return coded('50013');
    case 'code_50026':
      return coded('50026');
    case 'rate_limited':
      return coded('50011');
    case 'code':
      return coded(code ?? '50026');
    default:
      return json(answer.status, body);
  }
}

/** Whether a fault replaces the answer. */
export function replacesAnswer(kind: FaultKind): boolean {
  return REPLACING.has(kind);
}

const REPLACING: ReadonlySet<FaultKind> = new Set<FaultKind>([...LOST_ANSWERS, 'code', 'rate_limited', 'maintenance']);

const GATEWAY = '<html><head><title>Bad Gateway</title></head><body><h1>Bad Gateway</h1></body></html>';

function coded(code: string): Delivery {
  // A test may send a code that the mock itself never does.
  const known = isKnownCode(code);
  const msg = known ? OKX_CODES[code].message : '';
  return json(known ? statusOf(code) : 200, JSON.stringify({ code, msg, data: [] }));
}

function json(status: number, body: string): Delivery {
  return { type: 'answer', status, contentType: 'application/json', body };
}
