import { createHmac } from 'node:crypto';
import { Agent, request } from 'node:http';
import type { ServerAddress } from './server-messages.ts';

/** OKX's REST with nothing around it: signed calls over connections that are kept. */
export class BareClient {
  readonly #address: ServerAddress;
  readonly #host: { readonly hostname: string; readonly port: string };
  readonly #agent = new Agent({ keepAlive: true });

  constructor(address: ServerAddress) {
    const { hostname, port } = new URL(address.rest);
    this.#address = address;
    this.#host = { hostname, port };
  }

  get(path: string): Promise<unknown> {
    return this.#send('GET', path, '');
  }

  post(path: string, body: unknown): Promise<unknown> {
    return this.#send('POST', path, JSON.stringify(body));
  }

  /** The id that OKX gave the order. */
  async place(order: Readonly<Record<string, string>>): Promise<string> {
    const answer = (await this.post('/api/v5/trade/order', order)) as { readonly data: readonly [{ ordId: string }] };
    return answer.data[0].ordId;
  }

  #send(method: string, path: string, body: string): Promise<unknown> {
    const { apiKey, secretKey, passphrase } = this.#address;
    const timestamp = new Date().toISOString();
    const headers = {
      'Content-Type': 'application/json',
      'x-simulated-trading': '1',
      'OK-ACCESS-KEY': apiKey,
      'OK-ACCESS-PASSPHRASE': passphrase,
      'OK-ACCESS-TIMESTAMP': timestamp,
      'OK-ACCESS-SIGN': createHmac('sha256', secretKey)
        .update(timestamp + method + path + body)
        .digest('base64'),
    };
    return new Promise((resolve, reject) => {
      const outgoing = request({ ...this.#host, agent: this.#agent, method, path, headers }, (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.on('end', () => resolve(JSON.parse(Buffer.concat(chunks).toString())));
        incoming.on('error', reject);
      });
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  }
}
