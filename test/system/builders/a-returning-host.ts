import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const START_MS = 60_000;

/** The token of every host that a test starts. */
export const HOST_TOKEN = 'a-token-of-the-tests-0123456789abcdef';

/** The host as people start it, as a process that can go away, and come back over the same folder and port. */
export class ReturningHost implements AsyncDisposable {
  readonly #flags: readonly string[];
  readonly #folder: string;
  #child: ChildProcess | null = null;
  #url = '';

  private constructor(folder: string, flags: readonly string[]) {
    this.#folder = folder;
    this.#flags = flags;
  }

  static async start(...flags: readonly string[]): Promise<ReturningHost> {
    const host = new ReturningHost(await mkdtemp(join(tmpdir(), 'brokerkit-host-')), flags);
    await host.start();
    return host;
  }

  get url(): string {
    return this.#url;
  }

  /** Starts it where it was before: same folder, same port. */
  async start(): Promise<void> {
    const port = this.#url === '' ? '0' : new URL(this.#url).port;
    const child = spawn(
      process.execPath,
      ['--import', 'tsx', 'examples/start.ts', '--port', port, '--data', this.#folder, ...this.#flags],
      {
        cwd: ROOT,
        env: { PATH: process.env.PATH, TSX_TSCONFIG_PATH: 'examples/tsconfig.json', ACCESS_TOKEN: HOST_TOKEN },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    this.#child = child;
    this.#url = await saidUrl(child);
    await this.#answers('/readyz');
  }

  /** As a power cut ends it. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** Neither ends nor answers, until it goes on. */
  freeze(): void {
    this.#child?.kill('SIGSTOP');
  }

  thaw(): void {
    this.#child?.kill('SIGCONT');
  }

  async read(path: string): Promise<unknown> {
    const answer = await fetch(`${this.#url}/internal/autotrade/v1/${path}`);
    return answer.json();
  }

  async command(method: 'POST' | 'PATCH', path: string, body: Readonly<Record<string, unknown>>): Promise<unknown> {
    const answer = await fetch(`${this.#url}/internal/autotrade/v1/${path}`, {
      method,
      headers: { authorization: `Bearer ${HOST_TOKEN}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return answer.json();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.thaw();
    await this.#end('SIGTERM');
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    await gone;
  }

  async #answers(path: string): Promise<void> {
    const until = Date.now() + START_MS;
    for (;;) {
      const answer = await fetch(`${this.#url}${path}`).catch(() => null);
      if (answer?.ok === true) return;
      if (Date.now() > until) throw new Error(`${path} is not in order: ${(await answer?.text()) ?? 'no answer'}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

/** Resolves with where the host listens; what it printed is in the error where it does not. */
function saidUrl(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    const late = setTimeout(() => reject(new Error(`The host did not begin to listen:\n${said}`)), START_MS);
    const hear = (text: string) => {
      said += text;
      const url = /host at (http:\S+)/.exec(said)?.[1];
      if (url === undefined) return;
      clearTimeout(late);
      resolve(url);
    };
    child.stdout?.setEncoding('utf8').on('data', hear);
    child.stderr?.setEncoding('utf8').on('data', hear);
    child.once('exit', (code) => {
      clearTimeout(late);
      reject(new Error(`The host ended with ${code}:\n${said}`));
    });
  });
}
