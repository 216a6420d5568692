/** The right to trade an account, while it lasts. */
export interface HeldLock {
  /** Whether it is still ours, as far as is known. */
  readonly isHeld: boolean;
  /** Called once if the lock is lost without being released, such as with its connection; at once if it is lost already. */
  onLost(listener: (cause: unknown) => void): void;
  /** Gives it back. Idempotent; never throws. */
  release(): Promise<void>;
}

/** Lets one instance at a time trade an account. */
export interface InstanceLock {
  /** The lock, or `null` while another instance holds it. @throws {PersistenceError} `store/unavailable`. */
  tryAcquire(): Promise<HeldLock | null>;
}
