import { isRow, textOf, type WireRow } from '../wire.ts';

/** A request as it came over a WebSocket. */
export interface StreamRequest {
  readonly op: string;
  /** `""` where the client gave none. */
  readonly id: string;
  readonly args: readonly WireRow[];
  readonly expTime: string;
}

/** Arguments of one request may be this long together, in characters. */
export const LONGEST_REQUEST = 65_536;

/** Reads a text frame; `null` for what is no request. */
export function readRequest(text: string): StreamRequest | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (!isRow(value)) return null;
  const { args } = value;
  if (typeof value.op !== 'string') return null;
  const rows = Array.isArray(args) && args.every(isRow) ? args : [];
  return { op: value.op, id: textOf(value, 'id'), args: rows, expTime: textOf(value, 'expTime') };
}
