import type { RuntimeMode } from '../domain/runtime-mode.ts';
import { isBrokerError } from '../errors/index.ts';
import type { OpenExposure } from './open-exposure.ts';

/** Why a switch is not even tried. */
export const SWITCH_REFUSALS = ['locked', 'same_mode', 'switching', 'positions_open', 'unavailable'] as const;
/** One of {@link SWITCH_REFUSALS}. `unavailable`: something is missing, such as a key. */
export type SwitchRefusal = (typeof SWITCH_REFUSALS)[number];

/** The parts of a switch, in their order. */
export const SWITCH_STEPS = ['open', 'drain', 'positions', 'snapshot', 'connect', 'persist', 'start'] as const;
/** One of {@link SWITCH_STEPS}. */
export type SwitchStep = (typeof SWITCH_STEPS)[number];

/** What came of it. Unless it is `switched`, the old mode runs on. */
export type SwitchResult = {
  readonly from: RuntimeMode;
  readonly to: RuntimeMode;
  /** Positions of the old mode that were open when it was asked; `null` where they could not be read. */
  readonly openExposure: readonly OpenExposure[] | null;
} & (
  | { readonly outcome: 'switched'; readonly notes: readonly string[] }
  | { readonly outcome: 'refused'; readonly refusal: SwitchRefusal; readonly message: string }
  | { readonly outcome: 'failed'; readonly step: SwitchStep; readonly message: string }
);

/** What a trouble makes of a switch that was at a step: a refusal that says the way out, or a failure. */
export function explained(
  step: SwitchStep,
  trouble: unknown,
):
  | { outcome: 'refused'; refusal: SwitchRefusal; message: string }
  | { outcome: 'failed'; step: SwitchStep; message: string } {
  if (isBrokerError(trouble)) {
    const { message } = trouble;
    // A missing key is no failure: it is said how to get one.
    if (step === 'open' && trouble.code.startsWith('config/')) {
      return { outcome: 'refused', refusal: 'unavailable', message };
    }
    if (step === 'positions' && trouble.code === 'order/refused') {
      return { outcome: 'refused', refusal: 'positions_open', message };
    }
  }
  return { outcome: 'failed', step, message: textOf(trouble) };
}

/** An error with its code, as a sentence. */
export function textOf(error: unknown): string {
  if (isBrokerError(error)) return `${error.code}: ${error.message}`;
  return error instanceof Error ? error.message : String(error);
}
