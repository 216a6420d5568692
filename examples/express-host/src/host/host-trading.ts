import { type Clock, isBrokerError, type Logger, type Stores } from 'brokerkit';
import type { CycleReport } from 'brokerkit/pipeline';
import {
  Failover,
  type FrozenPositions,
  HostLock,
  type InstanceLock,
  MODE_SETTING,
  type ModeStatus,
  ModeSwitch,
  OperatorControls,
  type SchedulerStatus,
  type SessionDoor,
} from 'brokerkit/runtime';
import type { HostSettings } from '../config/host-settings.ts';
import { MODES, type Mode, type RuntimeModeView } from '../contract/index.ts';
import type { AlertBoard } from './alert-board.ts';
import type { HostSession, SessionTerms } from './host-session.ts';
import { frozenView } from './portfolio-reads.ts';
import { HostError, type Operator } from './trading-host.ts';

export interface HostTradingOptions {
  readonly settings: HostSettings;
  /** Whether paper trades on something that only looks like OKX. */
  readonly isMock: boolean;
  readonly doors: (terms: SessionTerms) => Readonly<Record<Mode, SessionDoor<HostSession>>>;
  readonly terms: Omit<SessionTerms, 'lock' | 'opensBlockedBy' | 'pausedBecause' | 'onReport' | 'onScheduler'>;
  /** Lets go of what only the instance that trades may have, such as the spool on the disk. */
  readonly onStandby: () => Promise<void>;
  /** Settings and audit of the host. */
  readonly stores: Pick<Stores, 'settings' | 'audit'>;
  readonly lock: InstanceLock | null;
  readonly alerts: AlertBoard;
  readonly clock: Clock;
  readonly uuid: () => string;
  readonly logger: Logger;
  /** A session trades from now on, or none does. */
  readonly onSession: (session: HostSession | null) => void;
  readonly onMode: () => void;
  readonly onScheduler: (session: HostSession, status: SchedulerStatus) => void;
  readonly onReport: (session: HostSession, report: CycleReport) => void;
}

/** Before the account is asked for again, ms. */
const RETRY_MS = 5_000;

/** Which session trades, and every hand on it: modes, pause, kill, and the lock that lets one instance do so. */
export class HostTrading {
  readonly #options: HostTradingOptions;
  readonly #lock: HostLock | null;
  readonly #modes: ModeSwitch<HostSession>;
  readonly #controls: OperatorControls;
  readonly #failover: Failover;
  readonly #doors: Readonly<Record<Mode, SessionDoor<HostSession>>>;
  #session: HostSession | null = null;
  #chosen: Mode;
  #isStopping = false;
  #isStarting: Promise<void> | null = null;
  #cancelRetry: () => void = () => {};
  /** Why no session trades; `null` while one does. */
  #waitsFor: 'start' | 'lock' | 'venue' | null = 'start';

  constructor(options: HostTradingOptions) {
    this.#options = options;
    const { settings, stores, clock, uuid, logger, onMode } = options;
    this.#chosen = settings.initialMode;
    this.#lock = options.lock === null ? null : new HostLock(options.lock);
    const shared = { settings: stores.settings, clock, logger };
    const terms: SessionTerms = {
      ...options.terms,
      ...(this.#lock === null ? {} : { lock: this.#lock }),
      opensBlockedBy: () => this.#controls.opensBlockedBy ?? this.#failover.opensBlockedBy,
      pausedBecause: () => this.#controls.opensBlockedBy,
      onReport: options.onReport,
      onScheduler: (session, status) => this.#scheduled(session, status),
    };
    this.#doors = options.doors(terms);
    this.#modes = new ModeSwitch({
      ...{ ...shared, doors: this.#doors, audit: stores.audit, uuid },
      initialMode: settings.initialMode,
      onChange: (status) => this.#changed(status),
    });
    this.#controls = new OperatorControls({
      ...{ ...shared, audit: stores.audit, uuid, onChange: onMode },
      session: () => this.#session,
    });
    this.#failover = new Failover({ ...shared, ...settings.failover, modes: this.#modes, onChange: onMode });
  }

  /** The session that trades; `null` while none does here. */
  get session(): HostSession | null {
    return this.#session;
  }

  /** The mode that trades, or that was chosen last. */
  get mode(): Mode {
    return this.#session?.mode ?? this.#chosen;
  }

  get waitsFor(): 'start' | 'lock' | 'venue' | null {
    return this.#waitsFor;
  }

  /** Why the venue cannot be traded; `null` while it can. */
  get venueLostBecause(): string | null {
    return this.#failover.opensBlockedBy;
  }

  get frozen(): FrozenPositions | null {
    return this.#failover.frozen;
  }

  /** Starts the mode that was chosen last, or stands by while another instance has the account. @throws What cannot be cured by waiting. */
  async start(): Promise<void> {
    const { settings, stores, clock } = this.#options;
    if (settings.isModeForced) {
      const change = { key: MODE_SETTING, value: settings.initialMode, at: clock.now(), by: 'command line' };
      await stores.settings.set(change);
    }
    await this.#begin();
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    this.#cancelRetry();
    await this.#isStarting?.catch(() => {});
    await this.#end();
    await this.#lock?.release();
  }

  runtimeMode(): RuntimeModeView {
    const { isMock } = this.#options;
    const { paused } = this.#controls;
    const status = this.#session === null ? null : this.#modes.status;
    const reason = (mode: Mode): string | null => {
      const door = this.#doors[mode];
      return door.type === 'locked' ? door.reason : null;
    };
    return {
      mode: this.mode,
      venue: this.#session?.venue ?? 'nowhere: this instance does not trade now',
      isMock,
      tradingPaused: paused !== null,
      pause: paused === null ? null : { by: paused.by, why: paused.why, at: paused.at },
      switchingTo: status?.switchingTo ?? null,
      step: status?.step ?? null,
      doors: { simulator: reason('simulator'), paper: reason('paper'), live: reason('live') },
      frozen: frozenView(this.#failover.frozen),
    };
  }

  /** @throws {HostError} with status 409 where it was refused or failed. */
  async switch(to: Mode, { by, why }: Operator, openPositions: 'keep' | 'refuse_if_open' | 'flatten') {
    // What cannot be started can be left all the same.
    const isStuck = this.#waitsFor === 'venue';
    if (!isStuck) this.#trading();
    const request = { to, by, why, openPositions };
    const result = isStuck ? await this.#modes.choose(request) : await this.#modes.switch(request);
    if (result.outcome === 'switched') {
      return this.#session === null ? [...result.notes, ...(await this.#beginAnew())] : result.notes;
    }
    const what = result.outcome === 'refused' ? result.refusal : result.step;
    throw new HostError(result.message, { code: `mode/${what}`, status: 409 });
  }

  /** Before a mode runs, too: what waits for its venue is not to open when that is back. */
  async pause(operator: Operator): Promise<void> {
    this.#mine();
    await this.#controls.pause(operator);
  }

  async resume(operator: Operator): Promise<void> {
    this.#mine();
    await this.#controls.resume(operator);
  }

  async kill(request: Operator & { readonly positions: 'keep' | 'flatten' }) {
    this.#mine();
    return this.#controls.kill(request);
  }

  async trigger({ by, why }: Operator): Promise<void> {
    const { cycles, mode } = this.#trading();
    const { stores, uuid, clock, logger } = this.#options;
    const entry = { entryId: uuid(), at: clock.now(), actor: by, action: 'scheduler.triggered', subject: mode };
    // A database that is away keeps no cycle from closing what has to be closed.
    await stores.audit.append({ ...entry, details: { why } }).catch((error: unknown) => {
      logger.error('A trigger could not be audited.', { by, why, error: String(error) });
    });
    await cycles.trigger();
  }

  /** @throws {HostError} with status 409 while this instance does not trade. */
  #trading(): HostSession {
    this.#mine();
    if (this.#session !== null) return this.#session;
    const message = 'No mode is running yet. Try again when /readyz says so.';
    throw new HostError(message, { code: 'host/not_started', status: 409 });
  }

  /** @throws {HostError} with status 409 while another instance has the account: it is that one's hand that counts. */
  #mine(): void {
    if (this.#waitsFor !== 'lock') return;
    const message = 'Another instance trades this account; this one stands by. Ask that one.';
    throw new HostError(message, { code: 'host/standby', status: 409 });
  }

  async #begin(): Promise<void> {
    this.#isStarting ??= this.#tryToBegin().finally(() => {
      this.#isStarting = null;
    });
    await this.#isStarting;
  }

  async #tryToBegin(): Promise<void> {
    const { alerts, stores, logger } = this.#options;
    const chosen = (await stores.settings.get(MODE_SETTING))?.value;
    this.#chosen = MODES.find((mode) => mode === chosen) ?? this.#chosen;
    await this.#controls.load();
    await this.#failover.load();
    if (this.#lock !== null && (await this.#lock.tryAcquire()) === null) {
      this.#waitFor('lock');
      return;
    }
    try {
      await this.#modes.start();
    } catch (error) {
      await this.#lock?.release();
      const isHopeless = !isBrokerError(error) || ['configuration', 'authentication'].includes(error.family);
      if (isHopeless) throw error;
      logger.error('The mode did not start; it is tried again.', { mode: this.#chosen, error: error.message });
      const message = `${this.#chosen} did not start and is tried again: ${error.code}: ${error.message}`;
      alerts.see('not_started', 'host', { severity: 'critical', message });
      this.#waitFor('venue');
      return;
    }
    this.#waitsFor = null;
    alerts.see('not_started', 'host', null);
  }

  /** Begins at once in place of the next try; what a person should know of it. */
  async #beginAnew(): Promise<readonly string[]> {
    this.#cancelRetry();
    await this.#isStarting?.catch(() => {});
    try {
      await this.#begin();
    } catch (error) {
      this.#waitFor('venue');
      throw error;
    }
    return this.#session === null ? [`${this.#chosen} has not started yet; it is tried again.`] : [];
  }

  #waitFor(what: 'lock' | 'venue'): void {
    this.#waitsFor = what;
    this.#options.onMode();
    if (this.#isStopping) return;
    this.#cancelRetry = this.#options.clock.schedule(RETRY_MS, () => {
      void this.#begin().catch((error: unknown) => {
        this.#options.logger.error('This instance could not begin to trade.', { error: String(error) });
        this.#waitFor(what);
      });
    });
  }

  async #end(): Promise<void> {
    this.#failover.unwatch();
    // From here on nobody is told of a session that is about to end.
    this.#session = null;
    this.#options.onSession(null);
    await this.#modes.stop();
  }

  #changed({ mode }: ModeStatus): void {
    const session = this.#modes.session;
    this.#chosen = mode;
    if (session !== this.#session) {
      this.#session = session;
      this.#pauseAsOrdered(session);
      this.#options.onSession(session);
      void this.#failover.watch(session).catch((error: unknown) => {
        this.#options.logger.error('What was frozen could not be set free.', { error: String(error) });
      });
    }
    this.#options.onMode();
  }

  /** A session is made before it trades, and a hand may have been on the switch in between. */
  #pauseAsOrdered({ cycles: { scheduler } }: HostSession): void {
    const reason = this.#controls.opensBlockedBy;
    const { pausedBecause } = scheduler.status;
    if (reason !== null && pausedBecause === null) scheduler.pause(reason);
    if (reason === null && pausedBecause !== null) scheduler.resume();
  }

  #scheduled(session: HostSession, status: SchedulerStatus): void {
    this.#options.onScheduler(session, status);
    // A lock that was lost is asked for again by the cycles; once another host has it, its modes and pauses count.
    const isElsewhere = status.state === 'standby' && this.#lock?.isElsewhere === true;
    if (!isElsewhere || session !== this.#session || this.#isStopping) return;
    this.#waitsFor = 'lock';
    this.#cancelRetry();
    this.#cancelRetry = this.#options.clock.schedule(0, () => {
      this.#end()
        .finally(() => this.#options.onStandby())
        .catch((error: unknown) => {
          this.#options.logger.error('A session did not end cleanly.', { error: String(error) });
        })
        .finally(() => this.#waitFor('lock'));
    });
  }
}
