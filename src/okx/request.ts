/** One request to OKX's REST interface, before it is signed. */
export interface OkxRequest {
  readonly method: 'GET' | 'POST';
  /** Behind the host, such as `/api/v5/trade/order`. */
  readonly path: string;
  /** In the order in which it is signed and sent. */
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Epoch ms after which OKX does not carry it out any more. */
  readonly expTime?: number;
}

/** What came back. `json` is `undefined` where the body was no complete JSON. */
export interface OkxAnswer {
  readonly status: number;
  readonly json: unknown;
}

/**
 * Sends one request, signed, and reads its whole body; any answer is returned, whatever its status.
 *
 * Where none came it throws. An error that proves that no byte has left says so: its code is `net/unreachable` or
 * `net/rate_limited`, or its details have `sent: false`.
 */
export type OkxSend = (request: OkxRequest) => Promise<OkxAnswer>;

/** Method and path behind `/api/v5/`: what limits, errors and tests call an endpoint. */
export function endpointName({ method, path }: Pick<OkxRequest, 'method' | 'path'>): string {
  return `${method} ${path.replace(/^\/api\/v5\//, '')}`;
}
