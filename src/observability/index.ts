export {
  FINISH_REASONS,
  type FinishReason,
  type LanguageModel,
  MESSAGE_ROLES,
  type MessageRole,
  type ModelMessage,
  type ModelReply,
  type ModelRequest,
  type ModelTool,
  type ModelToolCall,
  type ModelUsage,
} from '../ports/language-model.ts';
export { NOTICE_SEVERITIES, type Notice, type NoticeSeverity, type Notifier } from '../ports/notifier.ts';
export type { ObservedAlert, ObservedCycle, ObservedDecision } from './observed-cycle.ts';
export { observedStores } from './observed-stores.ts';
export type { ObservedPortfolio } from './portfolio-gauges.ts';
export { type ModeMetrics, type Prometheus, type PrometheusOptions, prometheus } from './prometheus.ts';
export type {
  ClientCounter,
  ClientGauge,
  ClientHistogram,
  ClientRegistry,
  MetricDescription,
  PrometheusClient,
  Reading,
  SeriesLabels,
} from './prometheus-client.ts';
export { type Redactor, redactor } from './redactor.ts';
export { ORDER_STATUSES, SERIES, type SeriesDescription, type SeriesName } from './series.ts';
export {
  LOG_CATEGORIES,
  type LogCategory,
  type LogSink,
  type StructuredLogger,
  type StructuredLoggerOptions,
  structuredLogger,
} from './structured-logger.ts';
export { TradeLog, type TradeLogOptions } from './trade-log.ts';
export {
  type ObservedScheduler,
  type ObservedSync,
  TradingMetrics,
  type TradingMetricsOptions,
} from './trading-metrics.ts';
export { type TraceApi, type TraceSpan, TradingTraces, type TradingTracesOptions } from './trading-traces.ts';
export { type WebhookFetch, type WebhookNotifierOptions, webhookNotifier } from './webhook-notifier.ts';
