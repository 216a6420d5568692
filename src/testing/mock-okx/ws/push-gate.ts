import type { Clock } from '../../../ports/clock.ts';
import { textOf, type WireRow } from '../wire.ts';
import type { StreamFaults, StreamSituation } from './stream-faults.ts';
import type { StreamPeer } from './stream-peer.ts';

/** A push that waits longer than this for another one to overtake it goes by itself, in ms. */
const LONGEST_HOLD_MS = 1_000;

/** A push on its way out. */
export interface PushOccasion {
  readonly connection: StreamPeer;
  readonly kind: 'snapshot' | 'update';
  readonly situation: StreamSituation;
}

/** Where pushes get lost, doubled, held back or overtaken. */
export class PushGate {
  readonly #faults: StreamFaults;
  readonly #clock: Clock;
  /** The last snapshot of each kind that was made, sent or not. */
  readonly #snapshots = new Map<string, WireRow>();
  readonly #held = new Map<StreamPeer, () => void>();

  constructor(faults: StreamFaults, clock: Clock) {
    this.#faults = faults;
    this.#clock = clock;
  }

  /** Sends a push, unless something happens to it. */
  pass(occasion: PushOccasion, message: WireRow, send: (message: WireRow) => void): void {
    const { connection, situation } = occasion;
    const faults = this.#faults;
    const pushed = occasion.kind === 'snapshot' ? this.#snapshot(situation, message) : message;
    if (connection.isHalfOpen || connection.isSilent) return;
    if (faults.take('half_open', situation, ({ at }) => at === 'push') !== null) {
      connection.isHalfOpen = true;
      return;
    }
    if (faults.take('drop', situation, ({ at }) => at === 'push') !== null) {
      connection.drop();
      return;
    }
    if (faults.take('lose_push', situation) !== null) return;
    const delayed = faults.take('delay_push', situation);
    if (delayed !== null) {
      this.#clock.schedule(delayed.ms, () => send(pushed));
      return;
    }
    if (!this.#held.has(connection) && faults.take('reorder_push', situation) !== null) {
      this.#hold(connection, () => send(pushed));
      return;
    }
    send(pushed);
    if (faults.take('duplicate_push', situation) !== null) send(pushed);
    this.#held.get(connection)?.();
  }

  /** Forgets what waits for a connection that has gone. */
  forget(connection: StreamPeer): void {
    this.#held.delete(connection);
  }

  #snapshot(situation: StreamSituation, message: WireRow): WireRow {
    const key = JSON.stringify([message.arg, textOf(message, 'curPage')]);
    const former = this.#snapshots.get(key);
    this.#snapshots.set(key, message);
    if (former === undefined) return message;
    return this.#faults.take('stale_snapshot', situation) === null ? message : former;
  }

  #hold(connection: StreamPeer, send: () => void): void {
    const release = (): void => {
      if (this.#held.get(connection) !== release) return;
      this.#held.delete(connection);
      cancel();
      send();
    };
    const cancel = this.#clock.schedule(LONGEST_HOLD_MS, release);
    this.#held.set(connection, release);
  }
}
