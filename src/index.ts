export type { JudgingConfig, PipelineConfig } from './config/pipeline-config.ts';
export type { SymbolLists } from './config/symbol-lists.ts';
export {
  type BrokerConfig,
  type FeeRates,
  fromEnv,
  type LatencyConfig,
  type LivePricesConfig,
  OKX_ENVIRONMENTS,
  OKX_REGIONS,
  type OkxDemoBrokerConfig,
  type OkxEnvironment,
  type OkxRegion,
  pipelineFromEnv,
  type SimulatedBrokerConfig,
  type SlippageConfig,
  symbolsFromEnv,
} from './config.ts';
export { type BrokerDependencies, createBroker } from './create-broker.ts';
export type {
  Balance,
  ClosedPosition,
  CloseResult,
  CurrencyBalance,
  OrderPreview,
  PortfolioSnapshot,
} from './domain/account.ts';
export type { AccountState, Execution } from './domain/account-state.ts';
export { BUILT_IN_INSTRUMENTS } from './domain/built-in-instruments.ts';
export { decisionIdOf } from './domain/client-order-id.ts';
export { Decimal, type DecimalInput, type DecimalText, decimalText } from './domain/decimal.ts';
export {
  type CloseDecision,
  DECISION_ACTIONS,
  type Decision,
  type DecisionAction,
  type DecisionBase,
  type DecisionSize,
  type DecisionSummary,
  type EntryDecision,
  type StandAsideDecision,
} from './domain/decision.ts';
export {
  CANCEL_REASONS,
  type CancelReason,
  DENIAL_CODES,
  type Denial,
  type DenialCode,
  REJECTION_REASONS,
  type Rejection,
  type RejectionReason,
} from './domain/denial.ts';
export type { Exact } from './domain/exact.ts';
export { FILL_CAUSES, Fill, type FillCause, type FillFacts, LIQUIDITIES, type Liquidity } from './domain/fill.ts';
export {
  INSTRUMENT_STATES,
  INSTRUMENT_TYPES,
  Instrument,
  type InstrumentId,
  type InstrumentSpec,
  type InstrumentState,
  type InstrumentType,
  type Rounding,
  type RuleChange,
  toInstrumentId,
} from './domain/instrument.ts';
export { LEDGER_ENTRY_TYPES, type LedgerEntry, type LedgerEntryType } from './domain/ledger-entry.ts';
export { type MarginTier, type MarginTierSpec, MarginTiers } from './domain/margin.ts';
export type { Candles, Column, Quote } from './domain/market.ts';
export { fromMoney, type Money, toMoney } from './domain/money.ts';
export type { Order, OrderIdentity, OrderProgress, OrderValue } from './domain/order.ts';
export type { OrderEvent, OrderEventFacts } from './domain/order-event.ts';
export {
  MARGIN_MODES,
  type MarginMode,
  ORDER_EFFECTS,
  ORDER_ROLES,
  ORDER_TYPES,
  type OrderAmendment,
  type OrderEffect,
  type OrderIntent,
  type OrderPricing,
  type OrderRef,
  type OrderRole,
  type OrderType,
  type PositionKey,
  type Protection,
  SELF_TRADE_PREVENTIONS,
  type SelfTradePrevention,
  SIDES,
  type Side,
  type StopLoss,
  type TakeProfit,
  TIMES_IN_FORCE,
  type TimeInForce,
  TRIGGER_SOURCES,
  type TrailingDistance,
  type Trigger,
  type TriggerSource,
} from './domain/order-intent.ts';
export {
  LIFECYCLE,
  ORDER_EVENT_TYPES,
  ORDER_STATES,
  type OrderEventType,
  type OrderState,
  TERMINAL_STATES,
  type TerminalState,
  type Verdict,
} from './domain/order-lifecycle.ts';
export {
  type Position,
  type PositionFacts,
  type PositionProtection,
  PROTECTION_STATUSES,
  type ProtectionStatus,
} from './domain/position.ts';
export type { PositionState } from './domain/position-state.ts';
export {
  type ProposedDecision,
  type ProposedSize,
  SIZE_UNITS,
  type SizeUnit,
  type StatedRisk,
} from './domain/proposal.ts';
export type { RiskLimits } from './domain/risk.ts';
export { RUNTIME_MODES, type RuntimeMode, type StoreScope } from './domain/runtime-mode.ts';
export type { SpotHolding } from './domain/spot-holding.ts';
export { type StoredFill, type StoredOrder, storedFill, storedOrder } from './domain/stored-execution.ts';
export {
  type StoredClosedPosition,
  type StoredPortfolio,
  type StoredPosition,
  storedClosedPosition,
  storedPortfolio,
  storedPosition,
} from './domain/stored-portfolio.ts';
export { randomIds } from './engine/random-ids.ts';
export { SystemClock } from './engine/system-clock.ts';
export { VenueBroker } from './engine/venue-broker.ts';
export type { VenueBrokerOptions } from './engine/venue-broker-options.ts';
export {
  AuthenticationError,
  BrokerError,
  type BrokerErrorOptions,
  ConfigurationError,
  ConnectivityError,
  ERROR_CODES,
  type ErrorCode,
  type ErrorDetails,
  type ErrorFamily,
  InternalError,
  isBrokerError,
  ModelError,
  OrderError,
  PersistenceError,
  type RetryAdvice,
  VenueError,
} from './errors/index.ts';
export {
  type ExecutionLog,
  type ExecutionLogOptions,
  type ExecutionSummary,
  executionLog,
  type Latency,
  ORDER_METRICS,
  type OrderExecution,
  type PauseSwitch,
  pauseSwitch,
  RISK_MODES,
  type RingDependencies,
  type RiskBreach,
  type RiskGuard,
  type RiskGuardOptions,
  type RiskMode,
  type RiskPause,
  riskGuard,
} from './interceptors/index.ts';
export { memoryMarketCache } from './market/memory-market-cache.ts';
export { type RedisCommands, redisMarketCache } from './market/redis-market-cache.ts';
export type { BookLevel, OkxCandle, OkxFunding, OkxTrade } from './okx/codec/market-reading.ts';
export type { OkxMarketReads } from './okx/market/okx-market-reads.ts';
export { OKX_BARS, type OkxBar } from './okx/market/stream/okx-bars.ts';
export type { OkxMarketStreams } from './okx/market/stream/okx-market-streams.ts';
export type { OrderBookView } from './okx/market/stream/order-book-view.ts';
export type { OkxMark } from './okx/market/stream/state-channels.ts';
export { OKXDemoBroker, type OkxDemoBrokerDependencies } from './okx/okx-demo-broker.ts';
export { type OkxMarket, type OkxMarketOptions, okxMarket } from './okx/okx-market.ts';
export { type FileOrderJournal, fileOrderJournal } from './persistence/file-order-journal.ts';
export { fileStateStore } from './persistence/file-state-store.ts';
export { type MemoryOrderJournal, memoryOrderJournal } from './persistence/memory-order-journal.ts';
export { memoryStateStore } from './persistence/memory-state-store.ts';
export type { AuditEntry, AuditLog, AuditQuery } from './ports/audit-log.ts';
export {
  type AccountReader,
  type BaseBroker,
  BROKER_EVENT_TYPES,
  BROKER_KINDS,
  type BrokerEvent,
  type BrokerEventOf,
  type BrokerEventType,
  type BrokerKind,
  type CloseOptions,
  type Drift,
  type OrderEntry,
  type PlaceOptions,
  type PriceReader,
  type ReconcileOptions,
  type Unsubscribe,
} from './ports/broker.ts';
export type { CancelTimer, Clock } from './ports/clock.ts';
export {
  DECISION_OUTCOMES,
  type DecisionLog,
  type DecisionOutcome,
  type DecisionQuery,
  type DecisionRecord,
  type Forgotten,
  type ForgottenText,
  type KeptEvaluation,
  type LoggedDecision,
  type LoggedEvaluation,
  type LoggedOutcome,
  type LoggedVerdict,
  VERDICT_OUTCOMES,
  type VerdictOutcome,
} from './ports/decision-log.ts';
export type { ExecutionQuery, ExecutionStore } from './ports/execution-store.ts';
export type { IdSource } from './ports/id-source.ts';
export type {
  LedgerView,
  ObservedBreach,
  OrderInterceptor,
  RingContext,
  RingResult,
  RiskDirection,
  TradingNews,
} from './ports/interceptor.ts';
export type { ModelUsage } from './ports/language-model.ts';
export type { Lesson, LessonQuery, LessonStore } from './ports/lesson-store.ts';
export type {
  LiveBook,
  LiveFunding,
  LiveLevels,
  LiveMark,
  LiveMarket,
  LiveTrade,
} from './ports/live-market.ts';
export { LOG_LEVELS, type Logger, type LogLevel } from './ports/logger.ts';
export type { CachedRead, MarketCache } from './ports/market-cache.ts';
export type { MarketDataSource } from './ports/market-data.ts';
export type { MarketDriver, MarketSink } from './ports/market-driver.ts';
export type { MarketGap, MarketListener } from './ports/market-listener.ts';
export type { MaybePromise } from './ports/maybe-promise.ts';
export type { Metrics } from './ports/metrics.ts';
export type { DayCost, ModelCost, ModelCostStore } from './ports/model-cost-store.ts';
export type { JournalRecord, OrderJournal, UnfinishedOrder } from './ports/order-journal.ts';
export type { Page, PageQuery } from './ports/page.ts';
export type { ClosedPositionQuery, EquityCurveQuery, EquitySnapshot, PortfolioStore } from './ports/portfolio-store.ts';
export {
  RISK_ENTRY_KINDS,
  type RiskEntryKind,
  type RiskJournal,
  type RiskJournalEntry,
  type RiskJournalQuery,
} from './ports/risk-journal.ts';
export type { RuntimeSetting, RuntimeSettingChange, RuntimeSettings } from './ports/runtime-settings.ts';
export type { StateStore } from './ports/state-store.ts';
export type { Stores } from './ports/stores.ts';
export type {
  DecisionFinding,
  SettledDecision,
  Strategy,
  StrategyAnswer,
  StrategyContext,
} from './ports/strategy.ts';
export type {
  Capabilities,
  FeeSchedule,
  FillQuery,
  LedgerQuery,
  OrderLookup,
  Venue,
  VenueAccount,
  VenueBalance,
  VenueDescription,
  VenueEvent,
  VenuePosition,
  VenueReply,
} from './ports/venue.ts';
export { SimulatedBroker, type SimulatedBrokerDependencies } from './simulated/simulated-broker.ts';
export type { Quota } from './transport/quota.ts';
export { RedisTokens, type RedisTokensOptions, type SharedTokensState } from './transport/redis-tokens.ts';
export { REQUEST_PRIORITIES, type RequestPriority } from './transport/request.ts';
export type { Hold, HoldEnd, TokenSource, Turn } from './transport/token-source.ts';
