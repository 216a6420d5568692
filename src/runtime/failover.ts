import type { RuntimeMode } from '../domain/runtime-mode.ts';
import type { Unsubscribe } from '../ports/broker.ts';
import type { CancelTimer, Clock } from '../ports/clock.ts';
import { type Logger, silentLogger } from '../ports/logger.ts';
import type { RuntimeSettings } from '../ports/runtime-settings.ts';
import type { ModeSwitch } from './mode-switch.ts';
import { exposureOf, type OpenExposure } from './open-exposure.ts';
import type { TradingSession } from './trading-session.ts';

/** Positions that were left at a venue which did not answer: as they were last known, and neither closed nor gone. */
export interface FrozenPositions {
  readonly mode: RuntimeMode;
  readonly venue: string;
  /** When they were frozen, epoch ms. */
  readonly at: number;
  readonly why: string;
  /** `null` where not even the last known ones could be read. */
  readonly positions: readonly OpenExposure[] | null;
}

/** What a {@link Failover} stands on. */
export interface FailoverOptions {
  readonly modes: Pick<ModeSwitch, 'fall'>;
  /** Those of the host. */
  readonly settings: RuntimeSettings;
  readonly clock: Clock;
  /** How long the venue may be away before the mode is left, ms. Default 60,000. */
  readonly outageMs?: number;
  /** What is done then. Default `stay`: opens stay stopped until the venue is back. */
  readonly after?: 'stay' | 'simulator';
  /** Told of every change. */
  readonly onChange?: () => void;
  readonly logger?: Logger;
}

/** Under which key frozen positions are kept. */
export const FROZEN_SETTING = 'frozen_positions';

/**
 * Watches the line to a venue: opens stop as soon as it is lost, and after a given outage the mode falls to the simulator
 * where that is configured. The way back is taken by hand only.
 */
export class Failover {
  readonly #options: FailoverOptions;
  #lostAt: number | null = null;
  #frozen: FrozenPositions | null = null;
  #cancel: CancelTimer = () => {};
  #forget: Unsubscribe = () => {};

  constructor(options: FailoverOptions) {
    this.#options = options;
  }

  /** Why nothing may open; `null` when it may. Exits go on all the same. */
  get opensBlockedBy(): string | null {
    return this.#lostAt === null ? null : `the venue has been away since ${new Date(this.#lostAt).toISOString()}`;
  }

  /** Positions that wait at a venue which was left; `null` where there are none. */
  get frozen(): FrozenPositions | null {
    return this.#frozen;
  }

  /** Reads what was frozen. To be called before anything trades. */
  async load(): Promise<void> {
    const setting = await this.#options.settings.get(FROZEN_SETTING);
    this.#frozen = isFrozen(setting?.value) ? setting.value : null;
  }

  /** Watches a session's venue from now on, in place of the one before. Positions that were frozen there are its own again. */
  async watch(session: TradingSession): Promise<void> {
    this.unwatch();
    this.#forget = session.broker.on('connection.changed', ({ state, at }) => {
      if (state === 'lost') this.#lost(session, at);
      else this.#back();
    });
    if (this.#frozen?.mode !== session.mode) return;
    await this.#options.settings.set({
      key: FROZEN_SETTING,
      value: null,
      at: this.#options.clock.now(),
      by: 'failover',
    });
    this.#frozen = null;
    this.#options.onChange?.();
  }

  /** Watches nothing any more. Idempotent. */
  unwatch(): void {
    this.#forget();
    this.#forget = () => {};
    this.#back();
  }

  #lost(session: TradingSession, at: number): void {
    if (this.#lostAt !== null) return;
    const { clock, outageMs = 60_000, after = 'stay' } = this.#options;
    this.#lostAt = at;
    this.#options.onChange?.();
    // The simulator is nobody's venue, and where it has lost its prices another simulator would not find them.
    if (after === 'stay' || session.mode === 'simulator') return;
    this.#cancel = clock.schedule(outageMs, () => void this.#fall(session, outageMs));
  }

  #back(): void {
    this.#cancel();
    if (this.#lostAt === null) return;
    this.#lostAt = null;
    this.#options.onChange?.();
  }

  async #fall(session: TradingSession, outageMs: number): Promise<void> {
    const { modes, settings, clock, logger = silentLogger } = this.#options;
    const lostAt = this.#lostAt;
    const why = `${session.venue} has not answered for ${Math.round(outageMs / 1_000)} s`;
    const { mode, venue } = session;
    const positions = await session.broker.getPositions().then(exposureOf, () => null);
    // It may have come back while its positions were read.
    if (lostAt === null || this.#lostAt !== lostAt) return;
    const frozen: FrozenPositions = { mode, venue, at: clock.now(), why, positions };
    try {
      // On record first: a mode that is left without a trace of its positions would look flat.
      await settings.set({ key: FROZEN_SETTING, value: frozen, at: frozen.at, by: 'failover' });
      await modes.fall({ to: 'simulator', by: 'failover', why });
    } catch (error) {
      logger.error('The mode could not fall to the simulator; opens stay stopped, and it is tried again.', {
        error: String(error),
      });
      if (this.#lostAt === lostAt) this.#cancel = clock.schedule(outageMs, () => void this.#fall(session, outageMs));
      return;
    }
    this.#frozen = frozen;
    this.#options.onChange?.();
  }
}

function isFrozen(value: unknown): value is FrozenPositions {
  return typeof value === 'object' && value !== null && 'mode' in value && 'positions' in value && 'why' in value;
}
