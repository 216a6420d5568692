import { cancelEntries } from '../pipeline/execute/cancel-entries.ts';
import type { AuditLog } from '../ports/audit-log.ts';
import type { Clock } from '../ports/clock.ts';
import type { RuntimeSetting, RuntimeSettings } from '../ports/runtime-settings.ts';
import { closeEverything } from './open-exposure.ts';
import type { TradingSession } from './trading-session.ts';

/** A pause as it is kept. */
export interface OperatorPause {
  readonly by: string;
  readonly why: string;
  /** Epoch ms. */
  readonly at: number;
}

/** Who asks an operator's thing, and why. */
export interface OperatorRequest {
  readonly by: string;
  readonly why: string;
}

/** What a kill came to. Asked again it does what was left undone. */
export interface KillResult {
  /** Entries that were canceled this time. */
  readonly canceled: number;
  /** Positions that are open now; `null` where they could not be read. */
  readonly openPositions: number | null;
  /** What was in the way; empty where everything worked. */
  readonly troubles: readonly string[];
}

/** What {@link OperatorControls} stand on. */
export interface OperatorControlsOptions {
  /** The session that trades now; `null` while none does, which keeps nobody from pausing. */
  readonly session: () => TradingSession | null;
  /** Those of the host. */
  readonly settings: RuntimeSettings;
  /** That of the host. */
  readonly audit: AuditLog;
  readonly clock: Clock;
  readonly uuid: () => string;
  readonly onChange?: () => void;
}

/** Under which key a pause is kept. */
export const PAUSE_SETTING = 'trading_paused';

/**
 * The hand on the switch: pause, resume, kill. A pause is durable and holds in every mode; nothing of it ever keeps a
 * position from being closed.
 */
export class OperatorControls {
  readonly #options: OperatorControlsOptions;
  #pause: OperatorPause | null = null;
  #isWritten = true;
  /** The resume that is being written; a pause that comes meanwhile takes its place. */
  #resuming: object | null = null;
  #writing: Promise<void> = Promise.resolve();

  constructor(options: OperatorControlsOptions) {
    this.#options = options;
  }

  /** The pause in force; `null` while there is none. */
  get paused(): OperatorPause | null {
    return this.#pause;
  }

  /** Why nothing may open, for `createPipeline` and `pauseSwitch`; `null` when it may. */
  get opensBlockedBy(): string | null {
    return this.#pause === null ? null : `paused by ${this.#pause.by}: ${this.#pause.why}`;
  }

  /**
   * Reads whether a pause is in force; one that cannot be understood is, and one that could not be written yet stays. To be
   * called before anything trades.
   */
  async load(): Promise<void> {
    if (!this.#isWritten) return;
    const setting = await this.#options.settings.get(PAUSE_SETTING);
    if (this.#isWritten) this.#pause = setting === null ? null : storedPause(setting);
  }

  /** Stops cycles and everything that opens. It is in force at once, and durable when the call resolves. Idempotent. */
  async pause({ by, why }: OperatorRequest): Promise<void> {
    const { clock, session } = this.#options;
    this.#resuming = null;
    if (this.#pause === null) {
      this.#pause = { by, why, at: clock.now() };
      this.#isWritten = false;
      session()?.cycles.scheduler.pause(`${by}: ${why}`);
      this.#options.onChange?.();
    }
    if (this.#isWritten) return;
    await this.#write(this.#pause, by);
    this.#isWritten = true;
    await this.#audit('trading.paused', by, { why });
  }

  /** Goes on. In force once it is durable, unless a pause comes meanwhile: then that one stands. Idempotent. */
  async resume({ by, why }: OperatorRequest): Promise<void> {
    if (this.#pause === null) return;
    const resuming = {};
    this.#resuming = resuming;
    // Whatever comes of the attempt, nobody knows what is stored until the next one has worked.
    this.#isWritten = false;
    await this.#write(null, by);
    if (this.#resuming !== resuming) return;
    this.#resuming = null;
    this.#pause = null;
    this.#isWritten = true;
    this.#options.session()?.cycles.scheduler.resume();
    this.#options.onChange?.();
    await this.#audit('trading.resumed', by, { why });
  }

  /**
   * Stops opens, cancels entries and, where that is asked, closes every position. Stops and targets stay while a position
   * is open. Idempotent: what failed is tried again by the next call.
   */
  async kill(request: OperatorRequest & { readonly positions: 'keep' | 'flatten' }): Promise<KillResult> {
    const troubles: string[] = [];
    const attempt = async <T>(what: string, work: () => Promise<T>): Promise<T | null> => {
      try {
        return await work();
      } catch (error) {
        troubles.push(`${what}: ${error instanceof Error ? error.message : String(error)}`);
        return null;
      }
    };
    // A database that is away keeps nobody from stopping.
    await attempt('The pause is in force and could not be written down', () => this.pause(request));
    const broker = this.#options.session()?.broker;
    if (broker === undefined) troubles.push('No mode is running: entries and positions could not be reached');
    const canceled = await attempt('Entries could not be canceled', async () => broker && cancelEntries(broker));
    troubles.push(...(canceled?.left ?? []).map(({ order, why }) => `${order.instrument}: ${why}`));
    if (request.positions === 'flatten') {
      const closed = await attempt('Positions could not be closed', async () => broker && closeEverything(broker));
      troubles.push(...(closed?.troubles ?? []));
    }
    const open = await attempt('Positions could not be read', async () => broker?.getPositions());
    const result = { canceled: canceled?.ended.length ?? 0, openPositions: open?.length ?? null, troubles };
    await attempt('The kill could not be audited', () =>
      this.#audit('trading.killed', request.by, { why: request.why, positions: request.positions, ...result }),
    );
    return result;
  }

  /** One after the other: what was asked last is what is stored. */
  async #write(pause: OperatorPause | null, by: string): Promise<void> {
    const { settings, clock } = this.#options;
    const write = () => settings.set({ key: PAUSE_SETTING, value: pause, at: clock.now(), by });
    const written = this.#writing.then(write);
    this.#writing = written.then(
      () => {},
      () => {},
    );
    await written;
  }

  #audit(action: string, actor: string, details: object): Promise<void> {
    const { audit, clock, uuid, session } = this.#options;
    return audit.append({ entryId: uuid(), at: clock.now(), actor, action, subject: session()?.mode ?? null, details });
  }
}

function storedPause({ value, updatedAt, updatedBy }: RuntimeSetting): OperatorPause | null {
  if (value === null || value === false) return null;
  if (isPause(value)) return value;
  // Whoever wrote it wanted something to stop: a person has to say that it goes on.
  const why = `the stored pause cannot be understood: ${JSON.stringify(value)}`;
  return { by: updatedBy, why, at: updatedAt };
}

function isPause(value: unknown): value is OperatorPause {
  return typeof value === 'object' && value !== null && 'by' in value && 'why' in value && 'at' in value;
}
