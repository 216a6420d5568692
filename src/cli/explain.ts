import { isBrokerError } from '../errors/index.ts';

/** One line that says what went wrong and what to do; the stack only where the fault is ours. Returns the exit code. */
export function explain(error: unknown): number {
  if (isBrokerError(error)) {
    process.stderr.write(`${error.code}: ${error.message.replaceAll(/\s*\n[\s-]*/g, ' ')}\n`);
    const theirs = error.family === 'configuration' || error.family === 'persistence' || error.family === 'order';
    return theirs ? 2 : 1;
  }
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  process.stderr.write(
    `Unexpected fault of the program: ${String(error)}. Please report it with what follows.\n${stack}\n`,
  );
  return 1;
}
