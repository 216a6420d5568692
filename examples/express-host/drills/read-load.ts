import type { HostInDrill } from './host-in-drill.ts';

interface Count {
  answered: number;
  failed: number;
}

/** What became of the reads, by path. */
export interface ReadsMade {
  readonly counts: Readonly<Record<string, Readonly<Count>>>;
  failedOf(path: string): number;
  text(path: string): string;
}

/** Reads a host over and over, each path by a reader of its own, until it is stopped. */
export class ReadLoad {
  readonly #counts: Record<string, Count> = {};
  readonly #readers: Promise<void>[];
  #isStopped = false;

  constructor(host: HostInDrill, paths: readonly string[]) {
    this.#readers = paths.map((path) => this.#read(host, path));
  }

  async stop(): Promise<ReadsMade> {
    this.#isStopped = true;
    await Promise.all(this.#readers);
    const of = (path: string): Count => this.#counts[path] ?? { answered: 0, failed: 0 };
    return {
      counts: this.#counts,
      failedOf: (path) => of(path).failed,
      text: (path) => `${of(path).answered} answered, ${of(path).failed} not`,
    };
  }

  async #read(host: HostInDrill, path: string): Promise<void> {
    const count: Count = { answered: 0, failed: 0 };
    this.#counts[path] = count;
    while (!this.#isStopped) {
      if (await host.answers(path)) count.answered += 1;
      else count.failed += 1;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}
