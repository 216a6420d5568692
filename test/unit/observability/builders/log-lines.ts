import { pino } from 'pino';
import type { LogSink } from '../../../../src/observability/structured-logger.ts';

/** A line as pino writes it. */
export type LogLine = Readonly<Record<string, unknown>>;

/** A real pino whose lines are kept. */
export function aPino(): {
  readonly sink: LogSink;
  readonly lines: () => readonly LogLine[];
  readonly text: () => string;
} {
  const written: string[] = [];
  const sink = pino({ level: 'debug' }, { write: (line: string) => void written.push(line) });
  return {
    sink,
    lines: () => written.map((line) => JSON.parse(line) as LogLine),
    text: () => written.join(''),
  };
}
