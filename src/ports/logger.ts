/** How grave a log line is, least first. */
export const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const;
/** One of {@link LOG_LEVELS}. */
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Structured logging; fields are plain values and never secrets. */
export type Logger = Readonly<Record<LogLevel, (message: string, fields?: Readonly<Record<string, unknown>>) => void>>;

export const silentLogger: Logger = { debug() {}, info() {}, warn() {}, error() {} };
