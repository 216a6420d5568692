import type { RuntimeMode } from '../domain/runtime-mode.ts';
import type { BaseBroker } from '../ports/broker.ts';
import type { Stores } from '../ports/stores.ts';
import type { SchedulerStatus } from './scheduler.ts';

/** The cycles of a session, such as a `Pipeline`. */
export interface SessionCycles {
  /** Connects and reconciles the broker where that is not done, and runs the first cycle. It can be called again after `stop()`. */
  start(): Promise<void>;
  /** Lets the cycle under way end, orders included, and runs no other. Idempotent. */
  stop(): Promise<void>;
  readonly scheduler: {
    readonly status: SchedulerStatus;
    pause(reason: string): void;
    resume(): void;
  };
}

/** One mode as it is traded: a broker, what decides, and where everything of it is kept. */
export interface TradingSession {
  readonly mode: RuntimeMode;
  /** Where its orders go, in words, such as `OKX demo trading` or `a mock of OKX on this machine`. */
  readonly venue: string;
  readonly broker: BaseBroker;
  readonly cycles: SessionCycles;
  readonly stores: Pick<Stores, 'portfolio'>;
  /** Closes broker, stores and whatever else belongs to it; its cycles were stopped before. Idempotent. */
  close(): Promise<void>;
}

/** The way into a mode. */
export type SessionDoor<Session extends TradingSession = TradingSession> =
  /** `open` makes a session, cheaply: nothing is connected yet. It throws, with the way out in words, where something is missing. */
  | { readonly type: 'open'; readonly open: () => Promise<Session> }
  /** The mode is known, and nobody gets in. */
  | { readonly type: 'locked'; readonly reason: string };
