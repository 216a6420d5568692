export type { HeldLock, InstanceLock } from '../ports/instance-lock.ts';
export { CYCLE_TRIGGERS, type CycleEnd, type CycleTrigger, type RunCycle } from './cycle-runner.ts';
export {
  SCHEDULER_STATES,
  Scheduler,
  type SchedulerOptions,
  type SchedulerState,
  type SchedulerStatus,
} from './scheduler.ts';
