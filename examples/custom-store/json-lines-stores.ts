import { open } from 'node:fs/promises';
import type { StoreScope, Stores } from 'brokerkit';
import { memoryStores } from 'brokerkit/persistence';

/** What changes something, by port; everything else is read from memory. */
const WRITES = {
  decisions: ['append', 'judged', 'settled', 'forgetPrompts'],
  portfolio: ['snapshot', 'closed'],
  executions: ['orders', 'fills'],
  risk: ['append'],
  settings: ['set'],
  audit: ['append'],
  lessons: ['upsert', 'retire'],
  costs: ['append'],
  journal: ['append'],
  state: ['save'],
} as const satisfies Partial<Record<keyof Stores, readonly string[]>>;

type Port = keyof typeof WRITES;
/** A line. */
interface Write {
  readonly port: Port;
  readonly method: string;
  readonly args: readonly unknown[];
}

/**
 * Stores in one file of JSON lines for each portfolio and mode: every write is a line, and opening the file makes them all
 * again. Writes are idempotent by their ids, so that a line that was written twice changes nothing.
 */
export async function jsonLinesStores(file: string, scope: StoreScope): Promise<Stores> {
  const memory = memoryStores(scope);
  const handle = await open(file, 'a+');
  const text = await handle.readFile('utf8');
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  // Half a line at the end was never confirmed, and what is written next must not stand behind it.
  if (whole.length < text.length) await handle.truncate(Buffer.byteLength(whole));
  for (const line of whole.split('\n').slice(0, -1)) {
    const { port, method, args }: Write = JSON.parse(line);
    await call(memory[port], method, args);
  }
  let last: Promise<void> = Promise.resolve();
  /** One after the other, each on the disk before it is confirmed. */
  const keep = (port: Port, method: string, args: readonly unknown[]): Promise<void> => {
    const kept = last.then(async () => {
      await handle.appendFile(`${JSON.stringify({ port, method, args })}\n`);
      await handle.datasync();
    });
    last = kept.catch(() => {});
    return kept;
  };
  const written = <P extends Port>(port: P): Stores[P] =>
    new Proxy(memory[port], {
      get(target, method) {
        const isWrite = WRITES[port].some((name) => name === method);
        if (!isWrite || typeof method !== 'string') return Reflect.get(target, method);
        return async (...args: readonly unknown[]) => {
          // Memory refuses what must not be written.
          const result = await call(target, method, args);
          await keep(port, method, args);
          return result;
        };
      },
    });
  const close = async (): Promise<void> => {
    await last;
    await handle.close();
  };
  return {
    scope,
    decisions: written('decisions'),
    portfolio: written('portfolio'),
    executions: written('executions'),
    risk: written('risk'),
    settings: written('settings'),
    audit: written('audit'),
    lessons: written('lessons'),
    costs: written('costs'),
    journal: written('journal'),
    state: written('state'),
    close,
    [Symbol.asyncDispose]: close,
  };
}

function call(port: object, method: string, args: readonly unknown[]): Promise<unknown> {
  const work: unknown = Reflect.get(port, method);
  if (typeof work !== 'function') throw new Error(`There is no ${method}.`);
  return Promise.resolve(Reflect.apply(work, port, [...args]));
}
