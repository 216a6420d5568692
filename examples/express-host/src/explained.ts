import { isBrokerError } from 'brokerkit';

/** What went wrong and what to do, for a terminal; a stack only where the fault is of the program. */
export function explained(error: unknown): { readonly text: string; readonly exitCode: number } {
  if (isBrokerError(error)) {
    const isTheirs = ['configuration', 'authentication', 'persistence'].includes(error.family);
    const mode = error.details.mode;
    const way = typeof mode === 'string' ? ' To trade on the simulator instead, start with --mode simulator.' : '';
    return { text: `${error.code}: ${error.message}${way}`, exitCode: isTheirs ? 2 : 1 };
  }
  if (error instanceof Error && 'code' in error && 'port' in error) {
    const words: Readonly<Record<string, string>> = {
      EADDRINUSE: `Port ${error.port} is taken, perhaps by another host. Choose one with --port or PORT; 0 takes one that is free.`,
      EACCES: `Port ${error.port} may not be used by you. Choose one above 1023 with --port or PORT.`,
    };
    const text = words[String(error.code)];
    if (text !== undefined) return { text: `host/port_taken: ${text}`, exitCode: 2 };
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { text: `Unexpected fault of the program:\n${stack}`, exitCode: 1 };
}
