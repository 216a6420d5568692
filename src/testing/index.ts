export type { ModelToolCall } from '../ports/language-model.ts';
export { aFill, type FillDescription } from './builders/a-fill.ts';
export { aPosition, aPositionState, type PositionDescription } from './builders/a-position.ts';
export { anInstrument, anInstrumentSpec } from './builders/an-instrument.ts';
export { anIntent } from './builders/an-intent.ts';
export { anOrder, type OrderDescription } from './builders/an-order.ts';
export {
  type ClockControl,
  CONTROL_NAMES,
  type ContractControls,
  type ContractIt,
  type ContractRunner,
  type ContractSetup,
  type ControlName,
  type FaultControl,
  type MakeContractSetup,
  type MarketControl,
} from './contract/contract.ts';
export { type DescribeBrokerOptions, describeBroker } from './contract/describe-broker.ts';
export type { MakeStoresSetup, StoresSetup } from './contract-stores/contract-stores.ts';
export { describeStores } from './contract-stores/describe-stores.ts';
export { countingIds } from './counting-ids.ts';
export { FakeClock } from './fake-clock.ts';
export {
  type CommandFault,
  type FaultRecord,
  type ReadFault,
  VENUE_COMMANDS,
  VENUE_READS,
  type VenueCommand,
  type VenueRead,
} from './fault.ts';
export { FaultyVenue } from './faulty-venue.ts';
export {
  type BarDescription,
  type BookSide,
  MARKET_STYLES,
  ManualMarket,
  type ManualMarketOptions,
  type MarketStyle,
} from './manual-market.ts';
export {
  brokerMatchers,
  type Expected,
  type ExpectedFields,
  fillDifferences,
  type MatchResult,
  orderDifferences,
  positionDifferences,
} from './matchers.ts';
export type { Delivery, MockAnswer, WireRequest } from './mock-deepseek/mock-answer.ts';
export {
  MOCK_DEEPSEEK_KEY,
  MockDeepSeek,
  type MockDeepSeekOptions,
  type MockModelRequest,
} from './mock-deepseek/mock-deepseek.ts';
export { mockDeepSeekHandlers } from './mock-deepseek/mock-deepseek-handlers.ts';
export type { KeyEnvironment, MockCredentials } from './mock-okx/authentication.ts';
export type { ExchangeTruth } from './mock-okx/exchange-truth.ts';
export {
  FAULT_KINDS,
  FAULT_MOMENTS,
  type FaultKind,
  type FaultMoment,
  type FaultOptions,
  type FaultTarget,
  LOST_ANSWERS,
  type MockFaultRecord,
} from './mock-okx/faults/fault-kind.ts';
export type { MockFaultControl, RandomFaults } from './mock-okx/faults/mock-faults.ts';
export type { InstrumentRules, ListingState } from './mock-okx/listed-instrument.ts';
export type { MockClock } from './mock-okx/mock-clock.ts';
export type { MockMarketControl } from './mock-okx/mock-market-control.ts';
export { MockOkx } from './mock-okx/mock-okx.ts';
export { type MswHttp, mockOkxHandlers } from './mock-okx/mock-okx-handlers.ts';
export { MOCK_CREDENTIALS, type MockOkxOptions } from './mock-okx/mock-okx-options.ts';
export type { AccountCause, MockNews, MockNewsItem, NewsListener } from './mock-okx/news.ts';
export type { LimitMode, LimitViolation, MockLimits } from './mock-okx/rate-limits.ts';
export type { RequestRecord } from './mock-okx/rest-request.ts';
export type { RouteTarget } from './mock-okx/routes/route-target.ts';
export type { WireRow, WireValue } from './mock-okx/wire.ts';
export { STREAM_URLS, type StreamUrl } from './mock-okx/ws/channels/channel.ts';
export { STREAM_CODES, type StreamCode } from './mock-okx/ws/stream-codes.ts';
export type { MockConnection, MockStreamControl, StreamHappening } from './mock-okx/ws/stream-control.ts';
export type {
  StreamFault,
  StreamFaultControl,
  StreamFaultKind,
  StreamFaultRecord,
  StreamFaultWhere,
} from './mock-okx/ws/stream-faults.ts';
export type { StreamPacing } from './mock-okx/ws/stream-pacing.ts';
