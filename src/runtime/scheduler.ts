import { ConfigurationError, ConnectivityError } from '../errors/index.ts';
import type { CancelTimer, Clock } from '../ports/clock.ts';
import type { HeldLock, InstanceLock } from '../ports/instance-lock.ts';
import { type Logger, silentLogger } from '../ports/logger.ts';
import type { CycleEnd, CycleTrigger, RunCycle } from './cycle-runner.ts';

/**
 * `standby`: another instance has the account. `degraded`: nobody can tell who has it, so that cycles run and open nothing.
 * `paused`: no cycle by itself. `stopped`: before `start()` and after `stop()`.
 */
export const SCHEDULER_STATES = ['stopped', 'standby', 'degraded', 'running', 'paused'] as const;
/** One of {@link SCHEDULER_STATES}. */
export type SchedulerState = (typeof SCHEDULER_STATES)[number];

/** How a {@link Scheduler} stands. */
export interface SchedulerStatus {
  readonly state: SchedulerState;
  /** Whether a cycle is under way. */
  readonly isBusy: boolean;
  /** Why nothing opens; `null` when it may. Exits go on all the same. */
  readonly opensBlockedBy: string | null;
  readonly pausedBecause: string | null;
  /** Model failures in a row. */
  readonly modelFailures: number;
  /** Cycles that the model still sits out. */
  readonly cyclesToSkip: number;
  /** When the next cycle is due, epoch ms; `null` when none is. */
  readonly nextAt: number | null;
  readonly completed: number;
  readonly failed: number;
  /** Cycles sat out by the model's wish, and those that fell into one that was still under way. */
  readonly skipped: number;
  readonly overlapped: number;
}

/** What a {@link Scheduler} runs, and when. */
export interface SchedulerOptions<Report extends CycleEnd = CycleEnd> {
  readonly run: RunCycle<Report>;
  readonly clock: Clock;
  /** Between the beginnings of two cycles, ms, from 1,000 up. Default 10 minutes. */
  readonly intervalMs?: number;
  /** Up to so much is added to each interval, ms, so that instances do not beat in step. Default 0. */
  readonly jitterMs?: number;
  /** A number from 0 up to, and without, 1. */
  readonly fraction?: () => number;
  /** Model failures in a row after which nothing opens until the model answers again. Default 3. */
  readonly safeModeAfter?: number;
  /** Lets one instance trade the account; without one, nothing keeps a second away. */
  readonly lock?: InstanceLock;
  /**
   * How long a standby waits between two attempts to take the lock, ms. Default 5,000. Where it cannot be asked for, each
   * wait is twice as long as the one before, up to a minute.
   */
  readonly lockRetryMs?: number;
  /** Why else nothing may open, as a sentence; `null` when it may. Told in the status. */
  readonly opensBlockedBy?: () => string | null;
  /** Called when the lock was taken, and before cycles run without it; before the first cycle: reconcile here. A failure gives the lock back. */
  readonly onLockTaken?: () => Promise<void>;
  /** Called at every change of {@link Scheduler.status}. */
  readonly onChange?: (status: SchedulerStatus) => void;
  readonly logger?: Logger;
}

const DEFAULT_INTERVAL_MS = 600_000;
const SHORTEST_INTERVAL_MS = 1_000;
const LONGEST_LOCK_RETRY_MS = 60_000;

/**
 * Runs cycles at intervals, one at a time, while this instance has the account.
 *
 * A cycle that is still under way when the next is due is not overtaken: that one is left out. A cycle that throws is
 * counted and logged, and the next comes at its time.
 */
export class Scheduler<Report extends CycleEnd = CycleEnd> {
  readonly #options: SchedulerOptions<Report>;
  readonly #intervalMs: number;
  readonly #logger: Logger;
  #isStarted = false;
  #pausedBecause: string | null = null;
  #held: HeldLock | null = null;
  #isAcquiring: Promise<void> | null = null;
  /** Why the lock could not be asked for, while cycles run without it. */
  #unlockedBecause: string | null = null;
  /** Whether another instance had the account when the lock was last asked for. */
  #isElsewhere = false;
  #isTakingOver = false;
  #lockRetryMs: number;
  #timer: CancelTimer = () => {};
  #lockTimer: CancelTimer = () => {};
  #nextAt: number | null = null;
  #underWay: Promise<Report> | null = null;
  #stopping: Promise<void> | null = null;
  /** Why the cycle under way opens nothing any more. */
  #overtakenBy: string | null = null;
  #modelFailures = 0;
  #cyclesToSkip = 0;
  readonly #counts = { completed: 0, failed: 0, skipped: 0, overlapped: 0 };

  /** @throws {ConfigurationError} `config/invalid` for an interval below a second, or a jitter that is below zero or not below the interval. */
  constructor(options: SchedulerOptions<Report>) {
    const { intervalMs = DEFAULT_INTERVAL_MS, jitterMs = 0 } = options;
    if (!(intervalMs >= SHORTEST_INTERVAL_MS))
      throw invalid('intervalMs', `at least ${SHORTEST_INTERVAL_MS}`, intervalMs);
    if (!(jitterMs >= 0 && jitterMs < intervalMs)) throw invalid('jitterMs', 'from 0 up to the interval', jitterMs);
    this.#options = options;
    this.#intervalMs = intervalMs;
    this.#lockRetryMs = this.#shortestLockRetryMs;
    this.#logger = options.logger ?? silentLogger;
  }

  get status(): SchedulerStatus {
    return {
      state: this.#state,
      isBusy: this.#underWay !== null,
      opensBlockedBy: this.opensBlockedBy,
      pausedBecause: this.#pausedBecause,
      modelFailures: this.#modelFailures,
      cyclesToSkip: this.#cyclesToSkip,
      nextAt: this.#nextAt,
      ...this.#counts,
    };
  }

  /** Why nothing may open; `null` when it may. Hand it to the pause switch and the cycle: `pauseSwitch(() => scheduler.opensBlockedBy ?? false)`. */
  get opensBlockedBy(): string | null {
    if (!this.#isStarted) return 'the scheduler is stopped';
    if (this.#unlockedBecause !== null) {
      return `degraded: the lock on the account cannot be asked for, so another instance may trade it: ${this.#unlockedBecause}`;
    }
    if (!this.#hasLock) return 'another instance trades this account, or the lock on it was lost';
    if (this.#overtakenBy !== null) return this.#overtakenBy;
    if (this.#modelFailures >= this.#safeModeAfter) {
      return `safe mode: the model failed ${this.#modelFailures} times in a row`;
    }
    return this.#options.opensBlockedBy?.() ?? null;
  }

  /** Takes the lock and begins. The first cycle runs at once. Idempotent. @throws What `onLockTaken` throws, where there is no lock to wait for. */
  async start(): Promise<void> {
    await this.#stopping;
    if (this.#isStarted) return;
    this.#isStarted = true;
    try {
      await this.#begin();
    } catch (error) {
      this.#isStarted = false;
      this.#changed();
      throw error;
    }
  }

  /** Ends the cycles, waits for the one under way and gives the lock back. Idempotent. */
  stop(): Promise<void> {
    this.#stopping ??= this.#stop().finally(() => {
      this.#stopping = null;
    });
    return this.#stopping;
  }

  async #stop(): Promise<void> {
    this.#isStarted = false;
    this.#cancelTimer();
    this.#lockTimer();
    this.#changed();
    await this.#isAcquiring;
    this.#unlockedBecause = null;
    await this.#underWay?.catch(() => {});
    const held = this.#held;
    this.#held = null;
    await held?.release();
    this.#changed();
  }

  /** No cycle runs by itself until {@link resume}; the one under way ends, and opens nothing from now on. */
  pause(reason: string): void {
    this.#pausedBecause = reason;
    if (this.#underWay !== null) this.#overtakenBy = 'a pause came in the middle of this cycle';
    // Who waits for the lock goes on waiting: it is needed by hand, too.
    this.#cancelTimer();
    this.#changed();
  }

  /** Goes on, with a cycle at once. The cycles that the model wanted to sit out are forgotten. */
  resume(): void {
    if (this.#pausedBecause === null) return;
    this.#pausedBecause = null;
    this.#cyclesToSkip = 0;
    this.#changed();
    if (this.#isStarted && this.#mayRun) this.#tick();
  }

  /**
   * Runs a cycle now, paused or not, or joins the one under way.
   *
   * @throws {ConnectivityError} `net/not_connected` when the scheduler is stopped or another instance has the account. What the cycle throws.
   */
  trigger(): Promise<Report> {
    if (this.#underWay !== null) return this.#underWay;
    if (this.#isTakingOver && this.#isAcquiring !== null) return this.#isAcquiring.then(() => this.trigger());
    if (!this.#isStarted || !this.#mayRun) {
      return Promise.reject(
        new ConnectivityError(`No cycle can run: ${this.opensBlockedBy}.`, { code: 'net/not_connected' }),
      );
    }
    return this.#cycle('manual');
  }

  get #state(): SchedulerState {
    if (!this.#isStarted) return 'stopped';
    if (!this.#mayRun) return 'standby';
    if (this.#unlockedBecause !== null && this.#pausedBecause === null) return 'degraded';
    return this.#pausedBecause === null ? 'running' : 'paused';
  }

  get #safeModeAfter(): number {
    return this.#options.safeModeAfter ?? 3;
  }

  get #shortestLockRetryMs(): number {
    return this.#options.lockRetryMs ?? 5_000;
  }

  /** Whether cycles may run; without the lock they open nothing. */
  get #mayRun(): boolean {
    return this.#hasLock || this.#unlockedBecause !== null;
  }

  get #hasLock(): boolean {
    return this.#options.lock === undefined || this.#held?.isHeld === true;
  }

  /** Takes the lock, or waits for it, and then runs. */
  async #begin(): Promise<void> {
    this.#isAcquiring ??= this.#acquire().finally(() => {
      this.#isAcquiring = null;
    });
    await this.#isAcquiring;
    if (!this.#isStarted) return;
    if (!this.#hasLock) {
      this.#lockTimer();
      this.#lockTimer = this.#options.clock.schedule(this.#lockRetryMs, () => void this.#begin());
      const isAnswered = this.#unlockedBecause === null;
      this.#lockRetryMs = isAnswered
        ? this.#shortestLockRetryMs
        : Math.min(this.#lockRetryMs * 2, LONGEST_LOCK_RETRY_MS);
    }
    const isDue = this.#mayRun && this.#pausedBecause === null && (this.#hasLock || this.#nextAt === null);
    if (!this.#mayRun) this.#cancelTimer();
    this.#changed();
    if (isDue) this.#tick();
  }

  async #acquire(): Promise<void> {
    const { lock } = this.#options;
    // A cycle that began under a lock that was lost may not open under the next one: much may have happened between.
    await this.#underWay?.catch(() => {});
    if (!this.#isStarted) return;
    let held: HeldLock | null = null;
    try {
      if (lock !== undefined) {
        held = await this.#ask(lock);
        if (held === null) return;
      }
      await this.#takeOver();
      this.#held = held;
      this.#unlockedBecause = null;
      this.#lockRetryMs = this.#shortestLockRetryMs;
      const taken = held;
      taken?.onLost((cause) => this.#lost(taken, cause));
    } catch (error) {
      this.#logger.error('The account could not be taken over; it is tried again.', { error: textOf(error) });
      await held?.release();
      // Without a lock there is nothing to try again by itself.
      if (lock === undefined) throw error;
    }
  }

  /** The lock, or `null` while it is not ours. Where nobody can say whose it is, cycles run without it. */
  async #ask(lock: InstanceLock): Promise<HeldLock | null> {
    try {
      const held = await lock.tryAcquire();
      this.#isElsewhere = held === null;
      if (held === null) this.#unlockedBecause = null;
      return held;
    } catch (error) {
      // Who was told that another instance has the account leaves its exits to that one.
      if (this.#isElsewhere) throw error;
      if (this.#unlockedBecause === null) {
        this.#logger.error('The lock on the account cannot be asked for: cycles run, and nothing opens until it is.', {
          error: textOf(error),
        });
        await this.#takeOver();
      }
      this.#unlockedBecause = textOf(error);
      return null;
    }
  }

  /** No cycle runs meanwhile: what it decides would be taken for what another run has left. */
  async #takeOver(): Promise<void> {
    this.#isTakingOver = true;
    try {
      await this.#underWay?.catch(() => {});
      await this.#options.onLockTaken?.();
    } finally {
      this.#isTakingOver = false;
    }
  }

  #lost(held: HeldLock, cause: unknown): void {
    if (this.#held !== held) return;
    this.#held = null;
    this.#cancelTimer();
    this.#logger.error('The lock on the account was lost: nothing opens until it is taken again.', {
      error: textOf(cause),
    });
    this.#changed();
    if (!this.#isStarted) return;
    this.#lockTimer();
    this.#lockTimer = this.#options.clock.schedule(0, () => void this.#begin());
  }

  /** A cycle is due. */
  #tick(): void {
    const { jitterMs = 0, fraction = () => 0 } = this.#options;
    const delayMs = this.#intervalMs + Math.floor(jitterMs * fraction());
    this.#schedule(delayMs, () => this.#tick());
    this.#nextAt = this.#options.clock.now() + delayMs;
    if (this.#underWay !== null || this.#isTakingOver) {
      this.#counts.overlapped += 1;
      this.#changed();
      return;
    }
    if (this.#cyclesToSkip > 0) {
      this.#cyclesToSkip -= 1;
      this.#counts.skipped += 1;
      this.#changed();
      return;
    }
    this.#cycle('interval').catch(() => {});
  }

  #cycle(trigger: CycleTrigger): Promise<Report> {
    const cycle = this.#run(trigger).finally(() => {
      this.#underWay = null;
      this.#overtakenBy = null;
      this.#changed();
    });
    this.#underWay = cycle;
    if (!this.#hasLock) this.#overtakenBy = 'this cycle began without the lock on the account';
    this.#changed();
    return cycle;
  }

  async #run(trigger: CycleTrigger): Promise<Report> {
    let report: Report;
    try {
      report = await this.#options.run(trigger);
    } catch (error) {
      this.#counts.failed += 1;
      this.#logger.error('A cycle broke off.', { error: textOf(error) });
      throw error;
    }
    const isFailure = report.status !== 'completed';
    this.#counts[isFailure ? 'failed' : 'completed'] += 1;
    if (report.status === 'model_failed') this.#modelFailures += 1;
    if (report.status === 'completed') this.#modelFailures = 0;
    this.#cyclesToSkip = report.pauseCycles;
    return report;
  }

  #schedule(delayMs: number, task: () => void): void {
    this.#cancelTimer();
    this.#timer = this.#options.clock.schedule(delayMs, task);
  }

  #cancelTimer(): void {
    this.#timer();
    this.#timer = () => {};
    this.#nextAt = null;
  }

  #changed(): void {
    this.#options.onChange?.(this.status);
  }
}

function invalid(path: string, wanted: string, value: number): ConfigurationError {
  return new ConfigurationError(`The scheduler's ${path} must be ${wanted}, not ${value}.`, {
    code: 'config/invalid',
    details: { path },
  });
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
