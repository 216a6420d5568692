import { RUNTIME_MODES, type RuntimeMode } from '../domain/runtime-mode.ts';
import { storedPortfolio } from '../domain/stored-portfolio.ts';
import { ConfigurationError, ConnectivityError, isBrokerError, OrderError, VenueError } from '../errors/index.ts';
import type { AuditLog } from '../ports/audit-log.ts';
import type { Clock } from '../ports/clock.ts';
import { type Logger, silentLogger } from '../ports/logger.ts';
import type { RuntimeSettings } from '../ports/runtime-settings.ts';
import { cancelEntries, closeEverything, exposureOf, type OpenExposure } from './open-exposure.ts';
import type { SessionDoor, TradingSession } from './trading-session.ts';

/** What becomes of open positions when a mode is left. */
export const OPEN_POSITION_POLICIES = ['keep', 'refuse_if_open', 'flatten'] as const;
/** `keep`: they stay at their venue, with their stops. `refuse_if_open`: then the mode stays. `flatten`: they are closed first. */
export type OpenPositionPolicy = (typeof OPEN_POSITION_POLICIES)[number];

/** Why a switch is not even tried. */
export const SWITCH_REFUSALS = ['locked', 'same_mode', 'switching', 'positions_open', 'unavailable'] as const;
/** One of {@link SWITCH_REFUSALS}. `unavailable`: something is missing, such as a key. */
export type SwitchRefusal = (typeof SWITCH_REFUSALS)[number];

/** The parts of a switch, in their order. */
export const SWITCH_STEPS = ['open', 'drain', 'positions', 'snapshot', 'connect', 'persist', 'start'] as const;
/** One of {@link SWITCH_STEPS}. */
export type SwitchStep = (typeof SWITCH_STEPS)[number];

/** What is asked of a {@link ModeSwitch}. */
export interface SwitchRequest {
  readonly to: RuntimeMode;
  /** Who asks. */
  readonly by: string;
  readonly why: string;
  readonly openPositions: OpenPositionPolicy;
}

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

/** How it stands with the mode. */
export interface ModeStatus {
  readonly mode: RuntimeMode;
  readonly venue: string;
  /** Where a switch is going; `null` when none is under way. */
  readonly switchingTo: RuntimeMode | null;
  readonly step: SwitchStep | null;
  /** Each mode with why nobody gets in; `null` for those that are open. */
  readonly doors: Readonly<Record<RuntimeMode, string | null>>;
}

/** What a {@link ModeSwitch} stands on. */
export interface ModeSwitchOptions<Session extends TradingSession = TradingSession> {
  readonly doors: Readonly<Record<RuntimeMode, SessionDoor<Session>>>;
  /** Those of the host, which belong to no mode. */
  readonly settings: RuntimeSettings;
  /** That of the host. */
  readonly audit: AuditLog;
  /** Where no mode was ever chosen. Default `simulator`. */
  readonly initialMode?: RuntimeMode;
  readonly clock: Clock;
  readonly uuid: () => string;
  /** How long what is in flight may take, ms. Default 120,000. */
  readonly drainTimeoutMs?: number;
  /** Told of every change of {@link ModeSwitch.status}. */
  readonly onChange?: (status: ModeStatus) => void;
  readonly logger?: Logger;
}

/** Under which key the mode is kept. */
export const MODE_SETTING = 'runtime_mode';

/**
 * Which mode is traded, and the way from one to the other: drained, audited, durable.
 *
 * The new mode is connected before the old one is let go of, and cycles never run in two of them. Whatever fails before
 * the new one runs leaves the old one running.
 */
export class ModeSwitch<Session extends TradingSession = TradingSession> {
  readonly #options: ModeSwitchOptions<Session>;
  readonly #logger: Logger;
  #session: Session | null = null;
  #switchingTo: RuntimeMode | null = null;
  #step: SwitchStep | null = null;

  constructor(options: ModeSwitchOptions<Session>) {
    this.#options = options;
    this.#logger = options.logger ?? silentLogger;
  }

  /** The session that trades. @throws {ConnectivityError} `net/not_connected` before `start()` and after `stop()`. */
  get session(): Session {
    if (this.#session !== null) return this.#session;
    throw new ConnectivityError('No mode is running: the host has not started, or has stopped.', {
      code: 'net/not_connected',
    });
  }

  get status(): ModeStatus {
    const { doors } = this.#options;
    const reasonOf = (mode: RuntimeMode): string | null => {
      const door = doors[mode];
      return door.type === 'locked' ? door.reason : null;
    };
    const { mode, venue } = this.session;
    return {
      mode,
      venue,
      switchingTo: this.#switchingTo,
      step: this.#step,
      doors: { simulator: reasonOf('simulator'), paper: reasonOf('paper'), live: reasonOf('live') },
    };
  }

  /**
   * Opens the mode that was chosen last and starts it. Idempotent.
   *
   * @throws What opening or starting it throws. The mode stays chosen: nobody's money is moved to another mode by itself.
   */
  async start(): Promise<void> {
    if (this.#session !== null) return;
    const session = await this.#open(await this.#chosenMode());
    try {
      await session.cycles.start();
    } catch (error) {
      await session.close();
      throw error;
    }
    this.#session = session;
    this.#changed();
  }

  /** Ends the cycles and closes the session; the mode stays chosen. Idempotent. */
  async stop(): Promise<void> {
    const session = this.#session;
    if (session === null) return;
    await session.cycles.stop();
    this.#session = null;
    await session.close();
  }

  /** Goes to another mode. Every request is audited, those that are refused too. */
  async switch(request: SwitchRequest): Promise<SwitchResult> {
    const old = this.session;
    const base = { from: old.mode, to: request.to };
    const refusal = this.#refusal(request.to, old.mode);
    if (refusal !== null)
      return this.#audited(request, { ...base, ...refusal, outcome: 'refused', openExposure: null });
    this.#switchingTo = request.to;
    this.#changed();
    const openExposure = await old.broker.getPositions().then(exposureOf, () => null);
    let result: SwitchResult;
    try {
      await this.#audit('mode.switch_begun', request, { ...base, openExposure });
      result = { ...base, openExposure, outcome: 'switched', notes: await this.#go(request, old) };
    } catch (trouble) {
      result = { ...base, openExposure, ...explained(this.#step ?? 'open', trouble) };
    } finally {
      this.#switchingTo = null;
      this.#step = null;
    }
    this.#changed();
    return this.#audited(request, result);
  }

  /** The walk. Whatever it throws, the old mode is running again. */
  async #go(request: SwitchRequest, old: TradingSession): Promise<readonly string[]> {
    const undo: (() => Promise<void>)[] = [];
    const notes: string[] = [];
    try {
      const next = await this.#run('open', () => this.#open(request.to));
      undo.push(() => next.close());
      undo.push(() => this.#inTime(old.cycles.start()));
      await this.#run('drain', () => this.#inTime(old.cycles.stop()));
      await this.#run('positions', () => this.#settlePositions(request, old, notes));
      await this.#run('snapshot', async () => {
        await old.stores.portfolio.snapshot(storedPortfolio(await old.broker.getSnapshot()));
      });
      await this.#run('connect', () => next.broker.connect());
      undo.push(() => this.#persist(old.mode, request.by));
      await this.#run('persist', () => this.#persist(request.to, request.by));
      undo.push(() => next.cycles.stop());
      await this.#run('start', () => next.cycles.start());
      this.#session = next;
    } catch (trouble) {
      for (const back of undo.reverse()) {
        // Whatever cannot be undone must not keep the rest from it.
        await back().catch((error: unknown) =>
          this.#trouble('A switch of modes could not be taken back whole.', error),
        );
      }
      throw trouble;
    }
    await old.close().catch((error: unknown) => {
      notes.push(`The old mode did not close cleanly: ${textOf(error)}`);
      this.#trouble('A mode that was left did not close.', error);
    });
    return notes;
  }

  /**
   * Leaves a mode whose venue does not answer: nothing is asked of it, and its positions stay where they are.
   *
   * The new mode runs when the call resolves. @throws What opening, connecting or starting it throws; then the old one stays.
   */
  async fall(request: Pick<SwitchRequest, 'to' | 'by' | 'why'>): Promise<void> {
    const old = this.session;
    if (this.#switchingTo !== null || request.to === old.mode) return;
    this.#switchingTo = request.to;
    this.#changed();
    try {
      const next = await this.#run('open', () => this.#open(request.to));
      try {
        await this.#run('connect', () => next.broker.connect());
        await this.#run('persist', () => this.#persist(request.to, request.by));
        // A cycle that waits for the dead venue must not keep the new mode from beginning.
        await this.#run('drain', () => this.#inTime(old.cycles.stop()).catch(() => {}));
        await this.#run('start', () => next.cycles.start());
      } catch (trouble) {
        await this.#persist(old.mode, request.by).catch((error: unknown) =>
          this.#trouble('The mode could not be set back.', error),
        );
        await next.close().catch((error: unknown) => this.#trouble('A mode that was not taken did not close.', error));
        void old.cycles.start().catch((error: unknown) => this.#trouble('The old mode did not go on.', error));
        throw trouble;
      }
      this.#session = next;
    } finally {
      this.#switchingTo = null;
      this.#step = null;
      this.#changed();
    }
    void this.#inTime(old.close()).catch((error: unknown) =>
      this.#trouble('A mode that was left did not close.', error),
    );
    await this.#audit('mode.fell', { ...request, openPositions: 'keep' }, { from: old.mode }).catch((error: unknown) =>
      this.#trouble('A fall to another mode could not be audited.', error),
    );
  }

  async #settlePositions({ openPositions }: SwitchRequest, { broker }: TradingSession, notes: string[]): Promise<void> {
    // Nobody would watch what an entry that rests opens later.
    const { ended, troubles: uncanceled } = await cancelEntries(broker);
    if (uncanceled.length > 0) throw stillResting(uncanceled);
    if (ended.length > 0) notes.push(`${ended.length} orders that could open something were canceled.`);
    const open = await broker.getPositions();
    if (open.length === 0) return;
    if (openPositions === 'keep') {
      notes.push(`${open.length} positions stay open where they are, with their stops.`);
      return;
    }
    const names = open
      .map(({ side, quantity, instrument }) => `${side} ${quantity.toFixed()} ${instrument}`)
      .join(', ');
    if (openPositions === 'refuse_if_open') throw stillOpen(`There are open positions: ${names}.`);
    const { left, troubles } = await closeEverything(broker);
    notes.push(`Closed: ${names}.`);
    if (left.length === 0) return;
    const why = troubles.join('; ') || 'their orders have not ended';
    throw stillOpen(`${left.length} positions could not be closed: ${why}`);
  }

  #refusal(to: RuntimeMode, from: RuntimeMode): { refusal: SwitchRefusal; message: string } | null {
    if (this.#switchingTo !== null) {
      return { refusal: 'switching', message: `A switch to "${this.#switchingTo}" is under way. Wait for its end.` };
    }
    if (to === from) return { refusal: 'same_mode', message: `The mode is "${to}" already.` };
    const door = this.#options.doors[to];
    return door.type === 'locked' ? { refusal: 'locked', message: door.reason } : null;
  }

  async #chosenMode(): Promise<RuntimeMode> {
    const { settings, initialMode = 'simulator' } = this.#options;
    const setting = await settings.get(MODE_SETTING);
    if (setting === null) return initialMode;
    const mode = RUNTIME_MODES.find((known) => known === setting.value);
    if (mode !== undefined) return mode;
    throw new ConfigurationError(
      `The stored runtime mode ${JSON.stringify(setting.value)} is none of ${RUNTIME_MODES.join(', ')}. Set "${MODE_SETTING}" anew.`,
      { code: 'config/invalid', details: { setting: MODE_SETTING } },
    );
  }

  /** @throws {ConfigurationError} `config/unsupported` for a mode that is locked, and what opening it throws. */
  async #open(mode: RuntimeMode): Promise<Session> {
    const door = this.#options.doors[mode];
    if (door.type === 'open') return door.open();
    throw new ConfigurationError(`The mode "${mode}" is locked: ${door.reason}`, {
      code: 'config/unsupported',
      details: { mode },
    });
  }

  async #persist(mode: RuntimeMode, by: string): Promise<void> {
    const { settings, clock } = this.#options;
    await settings.set({ key: MODE_SETTING, value: mode, at: clock.now(), by });
  }

  async #run<T>(step: SwitchStep, work: () => Promise<T>): Promise<T> {
    this.#step = step;
    this.#changed();
    return work();
  }

  #inTime(work: Promise<void>): Promise<void> {
    const { clock, drainTimeoutMs = 120_000 } = this.#options;
    return new Promise((resolve, reject) => {
      const cancel = clock.schedule(drainTimeoutMs, () =>
        reject(
          new ConnectivityError(`The cycle under way did not end within ${drainTimeoutMs} ms.`, {
            code: 'net/timeout',
          }),
        ),
      );
      work.then(resolve, reject).finally(cancel);
    });
  }

  async #audited(request: SwitchRequest, result: SwitchResult): Promise<SwitchResult> {
    const action = { switched: 'mode.switched', refused: 'mode.switch_refused', failed: 'mode.switch_failed' } as const;
    await this.#audit(action[result.outcome], request, result).catch((error: unknown) =>
      this.#trouble('The end of a switch of modes could not be audited.', error),
    );
    return result;
  }

  #audit(action: string, { to, by, why, openPositions }: SwitchRequest, details: object): Promise<void> {
    const { audit, clock, uuid } = this.#options;
    const entry = { entryId: uuid(), at: clock.now(), actor: by, action, subject: to };
    return audit.append({ ...entry, details: { why, openPositions, ...details } });
  }

  #trouble(message: string, error: unknown): void {
    this.#logger.error(message, { error: textOf(error) });
  }

  #changed(): void {
    if (this.#session !== null) this.#options.onChange?.(this.status);
  }
}

function explained(
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

function stillResting(troubles: readonly string[]): VenueError {
  return new VenueError(`Orders that could open something could not be canceled: ${troubles.join('; ')}`, {
    code: 'venue/unavailable',
  });
}

function stillOpen(message: string): OrderError {
  return new OrderError(message, { code: 'order/refused' });
}

function textOf(error: unknown): string {
  if (isBrokerError(error)) return `${error.code}: ${error.message}`;
  return error instanceof Error ? error.message : String(error);
}
