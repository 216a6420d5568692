import { connect } from 'node:net';
import type { Logger } from 'brokerkit';
import { AccessToken } from '../../../examples/express-host/src/api/access-token.ts';
import { type Api, type ApiOptions, createApi } from '../../../examples/express-host/src/api/api.ts';
import { aTradingHost, type MemoryHost, NOW } from './a-trading-host.ts';

export const TOKEN = 'bk_a-token-that-only-the-tests-know-0123456789';

/** An API that listens on a port of this machine. */
export interface AnApi {
  readonly api: Api;
  readonly host: MemoryHost;
  readonly url: string;
  readonly port: number;
  readonly lines: readonly LogLine[];
  /** Asks it; `token` presents the right one. */
  readonly ask: (path: string, init?: Asked) => Promise<Response>;
}
interface Asked extends RequestInit {
  readonly token?: boolean;
  readonly body?: string;
}
export interface LogLine {
  readonly level: string;
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

export async function anApi({
  host = aTradingHost(),
  ...options
}: Partial<ApiOptions> & { readonly host?: MemoryHost } = {}): Promise<AnApi> {
  const lines: LogLine[] = [];
  const api = createApi(host, {
    token: AccessToken.of(TOKEN),
    logger: aLogger(lines),
    version: '1.2.3',
    now: () => NOW + Math.round(performance.now()),
    ...options,
  });
  const { port, url } = await api.listen({ port: 0 });
  const ask: AnApi['ask'] = (path, { token = false, headers, ...init } = {}) => {
    const all = new Headers(headers);
    if (token) all.set('Authorization', `Bearer ${TOKEN}`);
    if (init.body !== undefined && !all.has('Content-Type')) all.set('Content-Type', 'application/json');
    return fetch(`${url}${path}`, { ...init, headers: all });
  };
  return { api, host, url, port, lines, ask };
}

function aLogger(lines: LogLine[]): Logger {
  const at =
    (level: string): Logger['info'] =>
    (message, fields = {}) => {
      lines.push({ level, message, fields });
    };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

/** Sends what `fetch` would not: any header, any bytes; the whole answer as text. */
export async function sendRaw(port: number, text: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.end(text);
  const parts: Buffer[] = [];
  for await (const part of socket) parts.push(part);
  return Buffer.concat(parts).toString();
}
