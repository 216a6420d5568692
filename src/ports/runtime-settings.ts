/** A setting as it stands. */
export interface RuntimeSetting {
  readonly key: string;
  /** JSON. */
  readonly value: unknown;
  /** 1 at the first write, and one more at each that follows. */
  readonly version: number;
  readonly updatedAt: number;
  /** Who set it. */
  readonly updatedBy: string;
}

/** A setting to be written. */
export interface RuntimeSettingChange {
  readonly key: string;
  /** JSON. */
  readonly value: unknown;
  readonly at: number;
  readonly by: string;
  /** The version that the writer has seen, 0 for none; without it, whatever is there is replaced. */
  readonly expectedVersion?: number;
}

/** What an operator sets while the host runs, such as a pause. */
export interface RuntimeSettings {
  /** `null` when it was never set. */
  get(key: string): Promise<RuntimeSetting | null>;
  /** By key. */
  all(): Promise<readonly RuntimeSetting[]>;
  /** Answers with the setting as written. @throws {PersistenceError} `store/conflict` when another has written since `expectedVersion`. */
  set(change: RuntimeSettingChange): Promise<RuntimeSetting>;
}
