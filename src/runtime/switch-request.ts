import type { RuntimeMode } from '../domain/runtime-mode.ts';

/** What becomes of open positions when a mode is left. */
export const OPEN_POSITION_POLICIES = ['keep', 'refuse_if_open', 'flatten'] as const;
/** `keep`: they stay at their venue, with their stops. `refuse_if_open`: then the mode stays. `flatten`: they are closed first. */
export type OpenPositionPolicy = (typeof OPEN_POSITION_POLICIES)[number];

/** What is asked of a `ModeSwitch`. */
export interface SwitchRequest {
  readonly to: RuntimeMode;
  /** Who asks. */
  readonly by: string;
  readonly why: string;
  readonly openPositions: OpenPositionPolicy;
}
