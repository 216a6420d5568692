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
