import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { WebSocket } from 'ws';
import type { LiveMessage, OrderView, PortfolioView } from '../src/contract/index.ts';

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const API = '/internal/autotrade/v1';
/** Known to the drill alone; the host it starts ends with it. */
const TOKEN = 'a-drill-knows-this-token-and-nobody-else';
const START_MS = 60_000;

/** The host as people start it: a process of its own, asked over its API alone. */
export class HostInDrill {
  readonly #child: ChildProcess;
  readonly #ended: Promise<void>;
  #said = '';
  #url: string | null = null;

  constructor(flags: readonly string[], variables: Readonly<Record<string, string>>) {
    this.#child = spawn(process.execPath, ['--import', 'tsx', MAIN, '--port', '0', ...flags], {
      env: { ...process.env, LOG_LEVEL: 'warn', ACCESS_TOKEN: TOKEN, ...variables },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.#said += text;
        this.#url ??= /http:\/\/[\d.]+:\d+/.exec(this.#said)?.[0] ?? null;
      });
    }
    this.#ended = new Promise((resolve) => this.#child.once('close', () => resolve()));
  }

  /** What it has printed. */
  get said(): string {
    return this.#said;
  }

  /** Resolves when it listens and its readiness says this. */
  async is(status: 'ok' | 'degraded' | 'starting' | 'standby'): Promise<void> {
    await until(`be ${status}`, START_MS, async () => (await this.readiness()) === status);
  }

  async readiness(): Promise<unknown> {
    return (await this.#get('/readyz')).status;
  }

  /** Whether a read is answered, and not with a problem. */
  async answers(path: string): Promise<boolean> {
    const response = await fetch(`${this.#url}${API}/${path}`);
    await response.arrayBuffer();
    return response.ok;
  }

  portfolio(): Promise<PortfolioView> {
    return this.read('portfolio');
  }

  async orders(): Promise<readonly OrderView[]> {
    const { items } = await this.read<{ readonly items: readonly OrderView[] }>('orders?limit=1000');
    return items;
  }

  read<T>(path: string): Promise<T> {
    return this.#get(`${API}/${path}`) as Promise<T>;
  }

  /** What it tells whoever listens, from now on; the array grows. */
  async hear(): Promise<readonly LiveMessage[]> {
    const heard: LiveMessage[] = [];
    const socket = new WebSocket(`${this.#url?.replace('http', 'ws')}/ws/market-data`);
    socket.on('message', (text) => heard.push(JSON.parse(String(text))));
    // It is cut with the host.
    socket.on('error', () => {});
    await once(socket, 'open');
    return heard;
  }

  /** The text of what Prometheus scrapes. */
  async metrics(): Promise<string> {
    return (await fetch(`${this.#url}/metrics`)).text();
  }

  /** @throws with what it answered, where that is a refusal. */
  async change(method: 'PATCH' | 'POST', path: string, body: object = {}): Promise<Record<string, unknown>> {
    const response = await fetch(`${this.#url}${API}/${path}`, {
      method,
      headers: { Authorization: `Bearer ${TOKEN}`, 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
    const answer = (await response.json()) as Record<string, unknown>;
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${String(answer.detail)}`);
    return answer;
  }

  /** Ends at once, in the middle of whatever it does. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended;
  }

  async stop(): Promise<void> {
    this.#child.kill('SIGTERM');
    await this.#ended;
  }

  async #get(path: string): Promise<Record<string, unknown>> {
    if (this.#url === null) throw new Error(`It does not listen: ${this.#said.slice(-500)}`);
    return (await (await fetch(`${this.#url}${path}`)).json()) as Record<string, unknown>;
  }
}

/** Asks until it holds. @throws with what was waited for, and what was in the way last. */
export async function until(what: string, withinMs: number, holds: () => Promise<boolean>): Promise<number> {
  const begunAt = performance.now();
  let trouble = '';
  while (performance.now() - begunAt < withinMs) {
    try {
      if (await holds()) return Math.round(performance.now() - begunAt);
      trouble = '';
    } catch (error) {
      trouble = error instanceof Error ? `: ${error.message}` : '';
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`It did not ${what} within ${withinMs / 1_000} s${trouble}`);
}
