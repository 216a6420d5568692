import { LOG_LEVELS, type Logger, type LogLevel } from '../ports/logger.ts';
import { type Redactor, redactor } from './redactor.ts';

/** What a log line is about. */
export const LOG_CATEGORIES = ['trade.intent', 'trade.execution', 'market.data', 'system.error'] as const;
/** One of {@link LOG_CATEGORIES}. */
export type LogCategory = (typeof LOG_CATEGORIES)[number];

/** Where lines go: an instance of pino, or whatever takes fields and a message. */
export type LogSink = Readonly<Record<LogLevel, (fields: object, message: string) => void>>;

/** What a {@link structuredLogger} is made of. */
export interface StructuredLoggerOptions {
  /** Such as `pino()`. */
  readonly sink: LogSink;
  /** Values that may occur nowhere, such as the keys of this host. Default: none; names that say that they are secret are always heeded. */
  readonly secrets?: readonly string[];
  /** Fields of every line, such as the mode. */
  readonly fields?: Readonly<Record<string, unknown>>;
}

/** A {@link Logger} that can be given fields for all its lines. */
export interface StructuredLogger extends Logger {
  /** The same logger with these fields in every line. */
  with(fields: Readonly<Record<string, unknown>>): StructuredLogger;
}

/**
 * Writes lines as fields and a message, with secrets taken out before they reach the sink.
 *
 * A warning or an error is of the category `system.error` where it names no other. The order of a line is its `orderId`,
 * also where the library calls it `order` or `clientOrderId`. Never throws: a log that cannot be written stops no trade.
 */
export function structuredLogger(options: StructuredLoggerOptions): StructuredLogger {
  const { sink, secrets = [], fields = {} } = options;
  return loggerOver(sink, redactor(secrets), fields);
}

function loggerOver(sink: LogSink, redact: Redactor, bound: Readonly<Record<string, unknown>>): StructuredLogger {
  const write = (level: LogLevel, message: string, fields: Readonly<Record<string, unknown>> = {}): void => {
    try {
      const line = redact.value(named({ ...defaults(level), ...bound, ...fields }));
      sink[level](typeof line === 'object' && line !== null ? line : {}, redact.text(message));
    } catch {
      // Nobody is left to tell.
    }
  };
  const [debug, info, warn, error] = LOG_LEVELS.map(
    (level): Logger[LogLevel] =>
      (message, fields) =>
        write(level, message, fields),
  ) as [Logger['debug'], Logger['info'], Logger['warn'], Logger['error']];
  return { debug, info, warn, error, with: (fields) => loggerOver(sink, redact, { ...bound, ...fields }) };
}

function defaults(level: LogLevel): { readonly category?: LogCategory } {
  return level === 'warn' || level === 'error' ? { category: 'system.error' } : {};
}

/** The order under the one name by which lines are searched. */
function named(fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { order, clientOrderId, ...rest } = fields;
  const id = rest.orderId ?? clientOrderId ?? order;
  if (typeof id !== 'string') return fields;
  return { ...rest, orderId: id };
}
