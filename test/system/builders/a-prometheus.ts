import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import { freePort } from '../../../examples/express-host/drills/free-port.ts';

const PATIENCE = { timeout: 60_000, interval: 50 };

/** What Prometheus answers to a query. */
export interface PrometheusAnswer {
  readonly status: 'success' | 'error';
  readonly error?: string;
  readonly data?: { readonly result: readonly { readonly metric: Readonly<Record<string, string>> }[] };
}

/** A real Prometheus, of Debian's package, that scrapes one host every second. */
export class APrometheus {
  readonly #url: string;
  readonly #process: ChildProcess;
  readonly #folder: string;

  private constructor(url: string, child: ChildProcess, folder: string) {
    this.#url = url;
    this.#process = child;
    this.#folder = folder;
  }

  static async start(target: string, rules: string): Promise<APrometheus> {
    const folder = mkdtempSync(join(tmpdir(), 'prometheus-'));
    const config = join(folder, 'prometheus.yml');
    writeFileSync(
      config,
      [
        'global: { scrape_interval: 1s, evaluation_interval: 1s }',
        `rule_files: ['${rules}']`,
        'scrape_configs:',
        '  - job_name: brokerkit',
        `    static_configs: [{ targets: ['${target}'] }]`,
      ].join('\n'),
    );
    const address = `127.0.0.1:${await freePort()}`;
    const child = spawn(
      'prometheus',
      [`--config.file=${config}`, `--storage.tsdb.path=${join(folder, 'data')}`, `--web.listen-address=${address}`],
      { stdio: 'ignore' },
    );
    const isReady = (): Promise<boolean> =>
      fetch(`http://${address}/-/ready`).then(
        ({ ok }) => ok,
        () => false,
      );
    await vi.waitUntil(isReady, PATIENCE);
    return new APrometheus(`http://${address}`, child, folder);
  }

  async query(expression: string): Promise<PrometheusAnswer> {
    const answer = await fetch(`${this.#url}/api/v1/query?${new URLSearchParams({ query: expression })}`);
    return (await answer.json()) as PrometheusAnswer;
  }

  /** The rules as they were loaded, with what became of each evaluation. */
  async rules(): Promise<readonly { readonly name: string; readonly health: string; readonly lastError?: string }[]> {
    const answer = (await (await fetch(`${this.#url}/api/v1/rules`)).json()) as {
      readonly data: { readonly groups: readonly { readonly rules: readonly { name: string; health: string }[] }[] };
    };
    return answer.data.groups.flatMap(({ rules }) => rules);
  }

  /** Waits until a query has a result. */
  async has(expression: string): Promise<void> {
    await vi.waitUntil(async () => ((await this.query(expression)).data?.result.length ?? 0) > 0, PATIENCE);
  }

  async stop(): Promise<void> {
    const ended = once(this.#process, 'exit');
    this.#process.kill('SIGTERM');
    await ended;
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
