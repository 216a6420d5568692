import type { MockCore } from '../mock-core.ts';
import { OKX_CODES } from '../okx-codes.ts';
import { ORDER_OPERATIONS, type OrderOperation } from '../trade-operations.ts';
import type { WireRow, WireValue } from '../wire.ts';
import { STREAM_CODES, type StreamCode } from './stream-codes.ts';
import type { StreamRequest } from './stream-request.ts';

/** Whether a request is an order operation. */
export function isOrderOperation(op: string): op is OrderOperation {
  return ORDER_OPERATIONS.some((name) => name === op);
}

/**
 * Carries out an order operation at the desk that REST uses, under the same limits.
 *
 * Instruments are named by `instIdCode` here; `instId` is ignored, as OKX does since 2026.
 */
export function performOperation(
  core: MockCore,
  operation: OrderOperation,
  request: StreamRequest,
  receivedAt: number,
): WireRow {
  if (!core.permissions.split(',').includes('trade')) {
    return operationReply(request, { code: '50120', msg: OKX_CODES['50120'].message, at: receivedAt });
  }
  if (request.args.length === 0 || (!operation.startsWith('batch-') && request.args.length > 1)) {
    return refusedOperation(request, '60013', receivedAt);
  }
  core.market.catchUp();
  const items = request.args.map((item) => ({ ...item, instId: '' }));
  const { envelope } = core.trade.perform(operation, items, { expTime: request.expTime, receivedAt });
  return { id: request.id, op: request.op, inTime: `${receivedAt}000`, outTime: `${core.clock.now()}000`, ...envelope };
}

/** The answer of an operation that was refused before its items were looked at. */
export function refusedOperation(request: StreamRequest, code: StreamCode, at: number): WireRow {
  return operationReply(request, { code, msg: STREAM_CODES[code], at });
}

/** An answer without items. */
export function operationReply(
  request: StreamRequest,
  reply: { readonly code: string; readonly msg: string; readonly at: number },
): WireRow {
  const data: readonly WireValue[] = [];
  const { code, msg, at } = reply;
  return { id: request.id, op: request.op, code, msg, data, inTime: `${at}000`, outTime: `${at}000` };
}
