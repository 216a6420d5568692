import { type OkxCode, type Refusal, statusOf } from './okx-codes.ts';
import type { WireRow, WireValue } from './wire.ts';

/** What a REST endpoint or a WebSocket order operation answers. */
export interface Envelope {
  readonly code: string;
  readonly msg: string;
  readonly data: readonly WireValue[];
  /** Microseconds; only of order operations. */
  readonly inTime?: string;
  readonly outTime?: string;
}

/** An answer with its HTTP status, before anything happens to it on the way. */
export interface Answer {
  readonly status: number;
  readonly envelope: Envelope;
}

/** A success. */
export function answered(data: readonly WireValue[]): Answer {
  return { status: 200, envelope: { code: '0', msg: '', data } };
}

/** The refusal of a whole request. */
export function refused(refusal: Refusal): Answer {
  return { status: statusOf(refusal.refused), envelope: { code: refusal.refused, msg: refusal.message, data: [] } };
}

/** One item of an order operation: what is known of it, and whether it was refused. */
export interface ItemResult {
  readonly row: WireRow;
  readonly refusal: Refusal | null;
}

/** The answer of an order operation: `code` 0 when every item was taken, 1 when none, 2 in between. */
export function itemsAnswered(items: readonly ItemResult[], inTimeMs: number, outTimeMs: number): Answer {
  const refusedItems = items.filter(({ refusal }) => refusal !== null).length;
  const code: OkxCode = refusedItems === 0 ? '0' : refusedItems === items.length ? '1' : '2';
  const msg = code === '0' ? '' : code === '1' ? 'All operations failed' : 'Bulk operation partially succeeded';
  const data = items.map(({ row, refusal }) => ({
    ...row,
    sCode: refusal?.refused ?? '0',
    sMsg: refusal?.message ?? '',
    subCode: refusal?.subCode ?? '',
  }));
  return {
    status: 200,
    envelope: { code, msg, data, inTime: micros(inTimeMs), outTime: micros(outTimeMs) },
  };
}

function micros(ms: number): string {
  return `${Math.trunc(ms)}000`;
}
