import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HostProcess } from './a-host-process.ts';

/** A host that can go away, and comes back over the same folder at the same address. */
export class ReturningHost implements AsyncDisposable {
  readonly #folder: string;
  readonly #flags: readonly string[];
  #process: HostProcess;
  #url = '';

  private constructor(folder: string, flags: readonly string[]) {
    this.#folder = folder;
    this.#flags = flags;
    this.#process = new HostProcess(this.#words());
  }

  static async start(...flags: readonly string[]): Promise<ReturningHost> {
    const host = new ReturningHost(await mkdtemp(join(tmpdir(), 'brokerkit-host-')), flags);
    await host.#trades();
    return host;
  }

  get process(): HostProcess {
    return this.#process;
  }

  get url(): string {
    return this.#url;
  }

  async comeBack(): Promise<void> {
    this.#process = new HostProcess(this.#words());
    await this.#trades();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#process.kill();
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #trades(): Promise<void> {
    await this.#process.is('ok');
    this.#url = await this.#process.url();
  }

  #words(): string[] {
    // Of a flag that is given twice the last one counts.
    const port = this.#url === '' ? [] : ['--port', new URL(this.#url).port];
    return ['--data', this.#folder, ...this.#flags, ...port];
  }
}
