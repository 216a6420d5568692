export type { JudgingConfig, PipelineConfig } from '../config/pipeline-config.ts';
export { createPipeline, type Pipeline, type PipelineDependencies } from '../create-pipeline.ts';
export type { EquityPoint, HighWaterRecord } from '../domain/drawdown.ts';
export { type MeasuredRiskLimits, measureRiskLimits } from '../domain/risk.ts';
export type { Bars } from '../indicators/bars.ts';
export type { Indicators } from '../indicators/indicators.ts';
export { KnownIndicators } from '../indicators/known-indicators.ts';
export { type AiSdkLanguageModel, type AiSdkModelOptions, aiSdkModel } from '../models/ai-sdk-model.ts';
export type { AiSdkCall } from '../models/ai-sdk-prompt.ts';
export type { ModelName } from '../models/asked-question.ts';
export { type CallCost, costOf, sumOfCosts } from '../models/call-cost.ts';
export type { Patience } from '../models/call-model.ts';
export { CASSETTE_MODES, type CassetteMode, type CassetteOptions, cassette } from '../models/cassette.ts';
export { cassetteFile } from '../models/cassette-file.ts';
export { type CassetteStore, memoryCassette } from '../models/cassette-store.ts';
export { type CostLedger, type CostLedgerOptions, costLedger } from '../models/cost-ledger.ts';
export { budgetState, type DailyBudget } from '../models/daily-budget.ts';
export { DEEPSEEK_MODEL, type DeepSeekOptions, deepSeek } from '../models/deep-seek.ts';
export type { ModelFetch } from '../models/default-fetch.ts';
export { KNOWN_MODELS, type KnownModel, requireOffered } from '../models/known-models.ts';
export { type OpenAiCompatibleOptions, openAiCompatible } from '../models/open-ai-compatible.ts';
export {
  type Script,
  type ScriptedModel,
  type ScriptedModelOptions,
  type ScriptedReply,
  scriptedModel,
} from '../models/scripted-model.ts';
export { MODEL_PRICES, type ModelPrice, PEAK_HOURS, pricesAt, type TokenPrices } from '../models/token-prices.ts';
export type { ContextMarket, Depth, DepthLevel, MarketBars, NextFunding } from '../ports/context-market.ts';
export type { BudgetState, ChargedCall, CostMeter } from '../ports/cost-meter.ts';
export type { HeldLock, InstanceLock } from '../ports/instance-lock.ts';
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
export { CYCLE_TRIGGERS, type CycleEnd, type CycleTrigger, type RunCycle } from '../runtime/cycle-runner.ts';
export {
  SCHEDULER_STATES,
  Scheduler,
  type SchedulerOptions,
  type SchedulerState,
  type SchedulerStatus,
} from '../runtime/scheduler.ts';
export type { AccountContext, AssetExposure } from './context/account-context.ts';
export type { AffordableSize } from './context/affordable-size.ts';
export { brokerMarket } from './context/broker-market.ts';
export { buildContext, type ContextOptions, type TradingContext } from './context/build-context.ts';
export type { DataHealth, HealthLimits } from './context/data-health.ts';
export { type EquityRecord, type EquityStanding, EquityWatch } from './context/equity-watch.ts';
export type {
  Memory,
  MemoryContext,
  RememberedBreach,
  RememberedDecision,
  RememberedLesson,
  RememberedTrade,
} from './context/memory-context.ts';
export { type ExactBar, type PublicMarketReads, readsMarket } from './context/reads-market.ts';
export type { DepthContext, FrameContext, SymbolContext } from './context/symbol-context.ts';
export type { CycleDurations, CycleReport, DecisionReport } from './cycle/cycle-report.ts';
export { CycleTally, type CycleTotals } from './cycle/cycle-tally.ts';
export { TradingCycle } from './cycle/trading-cycle.ts';
export type { CycleStores, TradingCycleOptions } from './cycle/trading-cycle-options.ts';
export { correctionMessage } from './extract/correction-message.ts';
export { extractDecisions, type ReplyText } from './extract/extract-decisions.ts';
export {
  ABSTAIN_REASONS,
  type AbstainReason,
  type Abstention,
  type ExtractedDecisions,
  type Extraction,
} from './extract/extraction.ts';
export { REFUSAL_CODES, type Refusal, type RefusalCode, type RefusedItem } from './extract/refusal.ts';
export { REPAIR_KINDS, type Repair, type RepairKind } from './extract/repair.ts';
export type { Span } from './extract/span.ts';
export type { TradingSymbol } from './extract/trading-symbol.ts';
export {
  type Calibration,
  type ClusterAlarm,
  calibrationOf,
  clusterAlarm,
  type ReliabilityBin,
} from './feedback/calibration.ts';
export type { DecidedTrade } from './feedback/decided-trade.ts';
export { Feedback, type FeedbackOptions, type FeedbackReport, type StatedConfidence } from './feedback/feedback.ts';
export { type LessonChanges, type LessonGroup, learnLessons } from './feedback/learn-lessons.ts';
export {
  type BrokenPromise,
  LOSS_FIGURES,
  type LossFigure,
  type StatedLoss,
  type StatedLosses,
  statedLosses,
} from './feedback/stated-losses.ts';
export { judge } from './judge/judge.ts';
export type { JudgePolicy, JudgeTaste, PriceBands } from './judge/judge-policy.ts';
export type {
  JudgedOrder,
  JudgedPosition,
  JudgedSymbol,
  JudgeView,
  Proposed,
  RefusedBefore,
} from './judge/judge-view.ts';
export {
  type ActualRisk,
  type Finding,
  JUDGE_RULES,
  type JudgeRule,
  type RiskComparison,
  type Verdict,
} from './judge/verdict.ts';
export { decidedTrades } from './memory/decided-trades.ts';
export { storedMemory } from './memory/stored-memory.ts';
export { type PipelineStrategyOptions, pipelineStrategy } from './pipeline-strategy.ts';
export type { Canaries } from './prompt/canary.ts';
export { KnownRows } from './prompt/known-rows.ts';
export { countTokens, type Prompt, type PromptOptions, renderPrompt } from './prompt/render-prompt.ts';
export type { PromptTemplate, TemplateSettings } from './prompt/template.ts';
export { TEMPLATE_V1 } from './prompt/template-v1.ts';
export { type DecisionReplay, type ReplayOptions, replayDecision } from './replay/replay-decision.ts';
export {
  askWithTools,
  type ToolCallRecord,
  type ToolConversation,
  type ToolConversationOptions,
  type ToolLimits,
  type ToolPayload,
  type ToolRound,
} from './tools/ask-with-tools.ts';
export type { ReadOnlyTool, ToolAnswer } from './tools/read-only-tool.ts';
export {
  type BookLevelReading,
  type BookReading,
  type FundingReading,
  type MarketReads,
  type ToolReaders,
  toolReaders,
} from './tools/tool-readers.ts';
export { tradingTools } from './tools/trading-tools.ts';
