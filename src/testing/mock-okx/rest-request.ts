import type { WireRow } from './wire.ts';

/** A REST call as the routes see it. */
export interface RestRequest {
  readonly method: string;
  /** Without the query string. */
  readonly path: string;
  /** With the query string, as it was sent. */
  readonly requestPath: string;
  readonly query: WireRow;
  /** The JSON body's objects: one, or those of its list. */
  readonly items: readonly WireRow[];
  readonly body: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The client's address. */
  readonly ip: string;
  /** Epoch ms of the server. */
  readonly receivedAt: number;
}

/** One call in {@link MockOkx.requests}. */
export interface RequestRecord {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly body: string;
  readonly at: number;
  /** What was sent back; `null` while it is being worked on, or where the answer was lost. */
  status: number | null;
  /** OKX's code of the answer. */
  code: string | null;
  /** Whether the mock knows the route. */
  readonly known: boolean;
  /** The fault that hit it. */
  fault: string | null;
}
