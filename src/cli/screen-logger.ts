import type { Logger } from '../ports/logger.ts';
import type { Screen } from './screen.ts';

/** Shows warnings and errors of a broker between the other lines. */
export function screenLogger(screen: Screen): Logger {
  const show = (message: string, fields: Readonly<Record<string, unknown>> = {}): void => {
    const facts = Object.entries(fields).map(([name, value]) => `${name} ${String(value)}`);
    screen.line(screen.paint('yellow', [message, ...facts].join('  ')));
  };
  return { debug() {}, info() {}, warn: show, error: show };
}
