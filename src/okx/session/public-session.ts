import type { OkxEnvironment } from '../../config.ts';
import { ConfigurationError, invariant } from '../../errors/index.ts';
import type { OkxAnswer, OkxRequest } from '../request.ts';
import type { LoginArgs } from '../stream/connection.ts';
import type { OkxHosts } from './hosts.ts';
import type { OkxClass } from './load-okx.ts';
import { IDLE_MS, type OkxSession, parsed, transportOver } from './okx-session.ts';

const PUBLIC_PATH = /^\/api\/v5\/(?:public|market)\//;

/** A session without a key, in which market data can be read and nothing else. */
export class PublicSession implements OkxSession {
  readonly hosts: OkxHosts;
  clockOffsetMs = 0;
  readonly #client: InstanceType<ReturnType<typeof transportOver>>;
  readonly #headers: Readonly<Record<string, string>>;

  constructor(options: { readonly okx: OkxClass; readonly hosts: OkxHosts; readonly environment: OkxEnvironment }) {
    const { okx, hosts, environment } = options;
    this.hosts = hosts;
    this.#headers = environment === 'demo' ? { 'x-simulated-trading': '1' } : {};
    const urls = { rest: hosts.rest, ws: hosts.ws };
    const Transport = transportOver(okx, IDLE_MS);
    this.#client = new Transport({ enableRateLimit: false, urls: { api: urls, test: urls } });
  }

  send = async ({ method, path, query }: OkxRequest): Promise<OkxAnswer> => {
    invariant(method === 'GET' && PUBLIC_PATH.test(path), 'A session without a key only reads the market.', { path });
    const target = query === undefined ? path : `${path}?${new URLSearchParams(query)}`;
    const { status, text } = await this.#client.exchangeRaw(
      this.hosts.rest + target,
      'GET',
      { ...this.#headers },
      undefined,
    );
    return { status, json: parsed(text) };
  };

  login(): LoginArgs {
    throw new ConfigurationError('Market data of OKX is read without a key, so there is no login.', {
      code: 'config/invalid',
    });
  }

  async close(): Promise<void> {
    await this.#client.shutDown();
  }
}
