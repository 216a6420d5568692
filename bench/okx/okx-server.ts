import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { PushRequest, ServerAddress, ServerOptions, ServerReport, ServerRequest } from './server-messages.ts';

// Both end up in one folder when they are built.
const SERVER = fileURLToPath(new URL('./okx-server.js', import.meta.url));

/** A server in a process of its own, so that no time of its is measured; it ends with the process that started it. */
export class OkxServer {
  readonly address: ServerAddress;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, address: ServerAddress) {
    this.#child = child;
    this.address = address;
  }

  static async start(options: ServerOptions): Promise<OkxServer> {
    const child = fork(SERVER, [JSON.stringify(options)], { execArgv: [] });
    const ready = await reported(child, 'ready');
    return new OkxServer(child, ready);
  }

  /** Resolves when the last push has left. */
  async push(request: Omit<PushRequest, 'type'>): Promise<void> {
    const pushed = reported(this.#child, 'pushed');
    this.#send({ type: 'push', ...request });
    await pushed;
  }

  /** Calls that came when a window of a limit was full, and orders that rest. */
  async violations(): Promise<{ readonly count: number; readonly orders: number }> {
    const report = reported(this.#child, 'violations');
    this.#send({ type: 'violations' });
    const { count, orders } = await report;
    return { count, orders };
  }

  #send(request: ServerRequest): void {
    this.#child.send(request);
  }
}

function reported<T extends ServerReport['type']>(
  child: ChildProcess,
  type: T,
): Promise<Extract<ServerReport, { readonly type: T }>> {
  return new Promise((resolve, reject) => {
    const isOfType = (report: ServerReport): report is Extract<ServerReport, { readonly type: T }> =>
      report.type === type;
    const hear = (report: ServerReport): void => {
      if (!isOfType(report)) return;
      child.off('message', hear);
      resolve(report);
    };
    child.on('message', hear);
    child.once('exit', () => reject(new Error('The server of the benchmark has ended.')));
  });
}
