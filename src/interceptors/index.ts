export { RISK_MODES, type RiskMode } from '../domain/risk.ts';
export {
  type ExecutionLog,
  type ExecutionLogOptions,
  executionLog,
  type OrderExecution,
} from './execution-log.ts';
export type { ExecutionSummary, Latency } from './execution-summary.ts';
export { ORDER_METRICS } from './order-metrics.ts';
export { type PauseSwitch, pauseSwitch } from './pause-switch.ts';
export {
  type RiskBreach,
  type RiskGuard,
  type RiskGuardOptions,
  riskGuard,
} from './risk-guard.ts';
export type { RiskPause } from './risk-memory.ts';
export { type RingDependencies, standardRing } from './standard-ring.ts';
