export type { DecisionLog, Forgotten, ForgottenText, KeptEvaluation } from '../ports/decision-log.ts';
export type { HeldLock, InstanceLock } from '../ports/instance-lock.ts';
export { CYCLE_TRIGGERS, type CycleEnd, type CycleTrigger, type RunCycle } from './cycle-runner.ts';
export { Failover, type FailoverOptions, type FrozenPositions } from './failover.ts';
export { HostLock } from './host-lock.ts';
export { MODE_SETTING, type ModeStatus, ModeSwitch, type ModeSwitchOptions } from './mode-switch.ts';
export type { OpenExposure } from './open-exposure.ts';
export {
  type KillResult,
  OperatorControls,
  type OperatorControlsOptions,
  type OperatorPause,
  type OperatorRequest,
} from './operator-controls.ts';
export {
  type PortfolioUpdate,
  PositionSync,
  type PositionSyncOptions,
  type SyncAlert,
  type SyncTally,
} from './position-sync.ts';
export { PromptRetention, type PromptRetentionOptions } from './prompt-retention.ts';
export {
  SCHEDULER_STATES,
  Scheduler,
  type SchedulerOptions,
  type SchedulerState,
  type SchedulerStatus,
} from './scheduler.ts';
export { OPEN_POSITION_POLICIES, type OpenPositionPolicy, type SwitchRequest } from './switch-request.ts';
export {
  SWITCH_REFUSALS,
  SWITCH_STEPS,
  type SwitchRefusal,
  type SwitchResult,
  type SwitchStep,
} from './switch-result.ts';
export type { SessionCycles, SessionDoor, TradingSession } from './trading-session.ts';
