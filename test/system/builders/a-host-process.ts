import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../../..');

/** The host as a process, as `npm start` runs it, on a port that is free. */
export class HostProcess {
  readonly #child: ChildProcess;
  readonly #ended: Promise<number | null>;
  #said = '';

  constructor(flags: readonly string[], variables: Readonly<Record<string, string>> = {}) {
    const command = ['examples/start.mjs', '--port', '0', ...flags];
    const { PATH = '', HOME = '' } = process.env;
    const env = {
      PATH,
      HOME,
      LOG_LEVEL: 'warn',
      ACCESS_TOKEN: TOKEN,
      ...variables,
    };
    this.#child = spawn(process.execPath, command, { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.#said += text;
      });
    }
    this.#ended = new Promise((resolve) => this.#child.once('close', (code) => resolve(code)));
  }

  /** Everything that it has said. */
  get said(): string {
    return this.#said;
  }

  /** What the readiness answers, once it is this. */
  async is(status: string): Promise<{ readonly status: string }> {
    return this.until(async () => {
      const health = (await (await fetch(`${await this.url()}/readyz`)).json()) as { readonly status: string };
      return health.status === status ? health : null;
    }, `be ${status}`);
  }

  async url(): Promise<string> {
    return this.until(async () => /http:\/\/[\d.]+:\d+/.exec(this.#said)?.[0] ?? null, 'listen');
  }

  async read<T = Record<string, unknown>>(path: string): Promise<T> {
    return (await fetch(`${await this.url()}/internal/autotrade/v1/${path}`)).json() as Promise<T>;
  }

  /** Asks for a change. */
  async ask(method: 'PATCH' | 'POST', path: string, body: object = {}): Promise<{ status: number; body: unknown }> {
    const headers = { Authorization: `Bearer ${TOKEN}`, 'Content-Type': 'application/json' };
    const address = `${await this.url()}/internal/autotrade/v1/${path}`;
    const response = await fetch(address, { method, headers, body: JSON.stringify(body) });
    return { status: response.status, body: await response.json() };
  }

  /** Its exit code, once it has ended. */
  ended(): Promise<number | null> {
    return this.#ended;
  }

  stop(): Promise<number | null> {
    this.#child.kill('SIGTERM');
    return this.#ended;
  }

  /** Neither ends nor answers, until it goes on. */
  freeze(): void {
    this.#child.kill('SIGSTOP');
  }

  thaw(): void {
    this.#child.kill('SIGCONT');
  }

  /** Without a word, as a lost machine. Idempotent. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended;
  }

  async until<T>(look: () => Promise<T | null>, what: string): Promise<T> {
    const giveUpAt = Date.now() + 60_000;
    while (Date.now() < giveUpAt) {
      if (this.#child.exitCode !== null) throw new Error(`The host ended before it could ${what}: ${this.#said}`);
      const found = await look().catch(() => null);
      if (found !== null) return found;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`The host did not ${what} within a minute: ${this.#said}`);
  }
}

/** The token of every host that a test starts. */
export const TOKEN = 'a-token-for-tests-of-32-characters';
