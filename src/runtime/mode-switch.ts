import { RUNTIME_MODES, type RuntimeMode } from '../domain/runtime-mode.ts';
import { storedPortfolio } from '../domain/stored-portfolio.ts';
import { ConfigurationError, ConnectivityError, OrderError, VenueError } from '../errors/index.ts';
import { cancelEntries } from '../pipeline/execute/cancel-entries.ts';
import type { AuditLog } from '../ports/audit-log.ts';
import type { Clock } from '../ports/clock.ts';
import { type Logger, silentLogger } from '../ports/logger.ts';
import type { RuntimeSettings } from '../ports/runtime-settings.ts';
import { closeEverything, exposureOf } from './open-exposure.ts';
import type { SwitchRequest } from './switch-request.ts';
import { explained, type SwitchRefusal, type SwitchResult, type SwitchStep, textOf } from './switch-result.ts';
import type { SessionDoor, TradingSession } from './trading-session.ts';

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
  #starting: Promise<void> | null = null;
  /** The switch or the fall that is under way, or was the last. */
  #moving: Promise<unknown> = Promise.resolve();
  #isStopping = false;

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
  start(): Promise<void> {
    this.#starting ??= this.#start().finally(() => {
      this.#starting = null;
    });
    return this.#starting;
  }

  async #start(): Promise<void> {
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

  /** Ends the cycles and closes the session; the mode stays chosen. A switch under way is taken back first. Idempotent. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    try {
      await this.#starting?.catch(() => {});
      // Or it would start a mode that nobody stops any more.
      await this.#moving;
      const session = this.#session;
      if (session === null) return;
      await session.cycles.stop();
      this.#session = null;
      await session.close();
    } finally {
      this.#isStopping = false;
    }
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
    const moving = this.#tryToSwitch(request, old);
    this.#moving = moving.catch(() => {});
    return moving;
  }

  /**
   * Chooses the mode that `start()` opens, while none runs: one that cannot be started can be left so. What it holds nobody
   * can look at; that it stays at its venue has to be asked for by `keep`. Every request is audited.
   */
  async choose(request: SwitchRequest): Promise<SwitchResult> {
    await this.#starting?.catch(() => {});
    if (this.#session !== null) return this.switch(request);
    const from = await this.#chosenMode();
    const base = { from, to: request.to, openExposure: null };
    const refusal = this.#refusal(request.to, from) ?? (request.openPositions === 'keep' ? null : unseen(from));
    if (refusal !== null) return this.#audited(request, { ...base, ...refusal, outcome: 'refused' });
    try {
      await this.#audit('mode.switch_begun', request, base);
      await this.#persist(request.to, request.by);
    } catch (trouble) {
      return this.#audited(request, { ...base, ...explained('persist', trouble) });
    }
    const notes = [`"${from}" did not run: what it holds stays at its venue, with its stops.`];
    return this.#audited(request, { ...base, outcome: 'switched', notes });
  }

  async #tryToSwitch(request: SwitchRequest, old: TradingSession): Promise<SwitchResult> {
    const base = { from: old.mode, to: request.to };
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
      undo.push(async () => {
        if (!this.#isStopping) await this.#inTime(old.cycles.start(), 'The cycle under way did not end');
      });
      await this.#run('drain', () => this.#drained(old));
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
      // Whoever watches the session has to watch this one from now on, however long the old one takes.
      this.#changed();
    } catch (trouble) {
      for (const back of undo.reverse()) {
        // Whatever cannot be undone must not keep the rest from it.
        await back().catch((error: unknown) =>
          this.#trouble('A switch of modes could not be taken back whole.', error),
        );
      }
      throw trouble;
    }
    await this.#inTime(old.close(), 'It did not close').catch((error: unknown) => {
      notes.push(`The old mode did not close cleanly: ${textOf(error)}`);
      this.#trouble('A mode that was left did not close.', error);
    });
    return notes;
  }

  /**
   * Leaves a mode whose venue does not answer: nothing is asked of it, and its positions stay where they are.
   *
   * The new mode runs when the call resolves. @throws What opening, connecting or starting it throws; then the old one stays.
   * {@link ConnectivityError} `net/not_connected` while a switch is under way, or the host stops.
   */
  async fall(request: Pick<SwitchRequest, 'to' | 'by' | 'why'>): Promise<void> {
    const old = this.session;
    if (request.to === old.mode) return;
    const refusal = this.#refusal(request.to, old.mode);
    if (refusal !== null) throw new ConnectivityError(refusal.message, { code: 'net/not_connected' });
    const moving = this.#tryToFall(request, old);
    this.#moving = moving.catch(() => {});
    await moving;
  }

  async #tryToFall(request: Pick<SwitchRequest, 'to' | 'by' | 'why'>, old: TradingSession): Promise<void> {
    this.#switchingTo = request.to;
    this.#changed();
    try {
      const next = await this.#run('open', () => this.#open(request.to));
      try {
        await this.#run('connect', () => next.broker.connect());
        await this.#run('persist', () => this.#persist(request.to, request.by));
        // A cycle that waits for the dead venue must not keep the new mode from beginning.
        await this.#run('drain', () => this.#drained(old).catch(() => {}));
        await this.#run('start', () => next.cycles.start());
      } catch (trouble) {
        await this.#persist(old.mode, request.by).catch((error: unknown) =>
          this.#trouble('The mode could not be set back.', error),
        );
        await next.close().catch((error: unknown) => this.#trouble('A mode that was not taken did not close.', error));
        if (!this.#isStopping) {
          void old.cycles.start().catch((error: unknown) => this.#trouble('The old mode did not go on.', error));
        }
        throw trouble;
      }
      this.#session = next;
    } finally {
      this.#switchingTo = null;
      this.#step = null;
      this.#changed();
    }
    void this.#inTime(old.close(), 'It did not close').catch((error: unknown) =>
      this.#trouble('A mode that was left did not close.', error),
    );
    await this.#audit('mode.fell', { ...request, openPositions: 'keep' }, { from: old.mode }).catch((error: unknown) =>
      this.#trouble('A fall to another mode could not be audited.', error),
    );
  }

  async #settlePositions({ openPositions }: SwitchRequest, { broker }: TradingSession, notes: string[]): Promise<void> {
    // Nobody would watch what an entry that rests opens later.
    const { ended, left: uncanceled } = await cancelEntries(broker);
    if (uncanceled.length > 0) throw stillResting(uncanceled.map(({ order, why }) => `${order.instrument}: ${why}`));
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
    if (this.#isStopping) return { refusal: 'unavailable', message: 'The host stops: the mode stays as it is.' };
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
    if (this.#isStopping) throw new ConnectivityError('The host stops.', { code: 'net/not_connected' });
    this.#step = step;
    this.#changed();
    return work();
  }

  #drained({ cycles }: TradingSession): Promise<void> {
    return this.#inTime(cycles.stop(), 'The cycle under way did not end');
  }

  /** `late`: what is said where it takes too long. */
  #inTime(work: Promise<void>, late: string): Promise<void> {
    const { clock, drainTimeoutMs = 120_000 } = this.#options;
    return new Promise((resolve, reject) => {
      const cancel = clock.schedule(drainTimeoutMs, () =>
        reject(new ConnectivityError(`${late} within ${drainTimeoutMs} ms.`, { code: 'net/timeout' })),
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

function unseen(mode: RuntimeMode): { readonly refusal: SwitchRefusal; readonly message: string } {
  const message = `"${mode}" does not run, so nobody can look at its positions: ask with "keep" to leave them where they are.`;
  return { refusal: 'positions_open', message };
}

function stillResting(troubles: readonly string[]): VenueError {
  return new VenueError(`Orders that could open something could not be canceled: ${troubles.join('; ')}`, {
    code: 'venue/unavailable',
  });
}

function stillOpen(message: string): OrderError {
  return new OrderError(message, { code: 'order/refused' });
}
