import { isBrokerError } from '../errors/index.ts';
import { readSavedAccount, type SavedAccount, savedAccount } from './saved-account.ts';
import type { Session } from './session.ts';
import type { VenueBrokerOptions } from './venue-broker-options.ts';

type Place = NonNullable<VenueBrokerOptions['lastKnown']>;

/**
 * Keeps positions and cash as we know them in a store: after every change, writes following one another, so that a burst of
 * changes is one write.
 *
 * A replay saves its exchange itself, at other moments. There the account is kept from one close to the next connect only,
 * and a run that crashed leaves nothing to compare.
 */
export class LastKnownAccount {
  readonly #session: Session;
  readonly #place: Place;
  readonly #heardUntil: () => number;
  #isChanged = false;
  #saving: Promise<void> | null = null;

  /** `heardUntil`: the venue's time of the newest news that is booked. */
  constructor(session: Session, place: Place, heardUntil: () => number) {
    this.#session = session;
    this.#place = place;
    this.#heardUntil = heardUntil;
  }

  /**
   * What a former run knew, `null` where there was none. Where that cannot be read, what has changed since is not told: the
   * account itself is the venue's, and whoever waits for a store protects nothing.
   *
   * @throws {PersistenceError} `store/corrupt`.
   */
  async load(): Promise<SavedAccount | null> {
    const { store, key } = this.#place;
    let stored: unknown;
    try {
      stored = await store.load(key);
    } catch (error) {
      // An exchange of our own is in the same store, and begins anew without it.
      if (this.#session.isInstant || !isBrokerError(error, 'store/unavailable')) throw error;
      this.#session.logger.error('What a former run knew of the account cannot be read; changes since are not told.', {
        error: error.message,
      });
      return null;
    }
    return stored === null ? null : readSavedAccount(stored, key);
  }

  /** The account has been taken over: from now on it is kept. */
  async begin(): Promise<void> {
    const { ledger, isInstant, logger } = this.#session;
    const { store, key } = this.#place;
    try {
      if (isInstant) await store.save(key, null);
      else await this.#save();
    } catch (error) {
      logger.error('The account could not be saved.', { error: String(error) });
    }
    if (!isInstant) ledger.onChange = () => this.#changed();
  }

  /** Saves the account as it stands at the end. @throws {PersistenceError} when it cannot be saved. */
  async end(): Promise<void> {
    this.#session.ledger.onChange = null;
    await this.#saving;
    await this.#save();
  }

  #changed(): void {
    this.#isChanged = true;
    this.#saving ??= this.#saveChanges();
  }

  /** Never rejects: what could not be saved is tried again with the next change, and at the end. */
  async #saveChanges(): Promise<void> {
    // The change may be in the middle of being booked.
    await undefined;
    while (this.#isChanged) {
      this.#isChanged = false;
      try {
        await this.#save();
      } catch (error) {
        this.#session.logger.error('The account could not be saved.', { error: String(error) });
        this.#session.metrics.count('account_not_saved', {});
      }
    }
    this.#saving = null;
  }

  async #save(): Promise<void> {
    const { store, key } = this.#place;
    const at = Math.max(this.#heardUntil(), this.#session.bookedUntil);
    await store.save(key, savedAccount(this.#session, at));
  }
}
