export type { ObservedAlert, ObservedCycle, ObservedDecision } from './observed-cycle.ts';
export { observedDecisions } from './observed-decisions.ts';
export { type Redactor, redactor } from './redactor.ts';
export {
  LOG_CATEGORIES,
  type LogCategory,
  type LogSink,
  type StructuredLogger,
  type StructuredLoggerOptions,
  structuredLogger,
} from './structured-logger.ts';
export { TradeLog, type TradeLogOptions } from './trade-log.ts';
