export { orderJournal } from './order-journal.ts';
export { ORDER_METRICS, orderMetrics } from './order-metrics.ts';
export { type PauseSwitch, pauseSwitch } from './pause-switch.ts';
export {
  RISK_MODES,
  type RiskBreach,
  type RiskGuard,
  type RiskGuardOptions,
  type RiskMode,
  riskGuard,
} from './risk-guard.ts';
export type { RiskPause } from './risk-memory.ts';
export { type RingDependencies, type RingSettings, standardRing } from './standard-ring.ts';
