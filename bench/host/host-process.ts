import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const MAIN = '../../examples/express-host/src/main.ts';

/** What a process needs. */
export interface Needs {
  /** After a collection, bytes. */
  readonly heapUsed: number;
  readonly rss: number;
  /** Of the processor, since it began. */
  readonly cpuMs: number;
  readonly uptimeMs: number;
}

/** The host as people start it, in a process of its own. */
export interface HostProcess {
  readonly url: string;
  readonly readyAfterMs: number;
  readonly needs: () => Promise<Needs>;
  readonly stop: () => Promise<void>;
}

/** @throws when it ends before it listens. */
export async function startHostProcess(flags: readonly string[], main = here(MAIN)): Promise<HostProcess> {
  const begunAt = performance.now();
  const child = spawn(
    process.execPath,
    ['--expose-gc', '--import', here('needs.mjs'), '--import', 'tsx', main, ...flags],
    {
      cwd: here('../..'),
      env: { ...process.env, TSX_TSCONFIG_PATH: here('../../examples/tsconfig.json') },
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    },
  );
  const url = await urlOf(child);
  return {
    url,
    readyAfterMs: performance.now() - begunAt,
    needs: async () => {
      child.send('needs');
      const [needs]: Needs[] = await once(child, 'message');
      if (needs === undefined) throw new Error('The host does not tell what it needs.');
      return needs;
    },
    stop: async () => {
      if (child.exitCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** The first address that it prints. */
function urlOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout?.on('data', (part) => {
      text += String(part);
      const url = /http:\/\/[\w.:[\]]+/.exec(text)?.[0];
      if (url !== undefined) resolve(url);
    });
    child.once('exit', () => reject(new Error(`The host ended before it listened:\n${text}`)));
  });
}
