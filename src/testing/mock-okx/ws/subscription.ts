import type { CancelTimer } from '../../../ports/clock.ts';
import type { MockCore } from '../mock-core.ts';
import { isRow, textOf, type WireRow } from '../wire.ts';
import type { Channel, PushBody, StreamItem } from './channels/channel.ts';
import type { PushGate } from './push-gate.ts';
import type { StreamPacing } from './stream-pacing.ts';
import type { StreamPeer } from './stream-peer.ts';

/** What distinguishes two subscriptions of a connection. */
export function subscriptionKey(arg: WireRow): string {
  return JSON.stringify(Object.entries(shownArg(arg)).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** What a subscription belongs to. */
export interface SubscriptionTerms {
  readonly arg: WireRow;
  readonly channel: Channel;
  readonly core: MockCore;
  readonly pacing: StreamPacing;
  readonly gate: PushGate;
  readonly connection: StreamPeer;
  readonly send: (message: WireRow) => void;
}

/** One channel that a connection listens to. */
export class Subscription {
  readonly arg: WireRow;
  readonly #terms: SubscriptionTerms;
  readonly #timers = new Set<CancelTimer>();
  readonly #pushArg: WireRow;
  #listener: ((item: StreamItem) => void) | null = null;
  #hasEnded = false;

  constructor(terms: SubscriptionTerms) {
    this.arg = terms.arg;
    this.#terms = terms;
    const uid = terms.channel.access === 'private' ? { uid: terms.core.uid } : {};
    this.#pushArg = { ...shownArg(terms.arg), ...uid };
  }

  /** Sends what a new subscriber gets, and listens from then on. */
  begin(): void {
    const { channel, core, pacing } = this.#terms;
    this.#listener = channel.open({
      core,
      pacing,
      arg: this.arg,
      push: (body, kind) => this.#push(body, kind ?? 'update'),
      schedule: (delayMs, task) => this.#schedule(delayMs, task),
    });
  }

  hear(item: StreamItem): void {
    this.#listener?.(item);
  }

  end(): void {
    this.#hasEnded = true;
    this.#listener = null;
    for (const cancel of this.#timers) cancel();
    this.#timers.clear();
  }

  #push(body: PushBody, kind: 'snapshot' | 'update'): void {
    if (this.#hasEnded) return;
    const { gate, connection, send } = this.#terms;
    const first = body.data[0];
    const instId = textOf(this.arg, 'instId') || (isRow(first) ? textOf(first, 'instId') : '');
    gate.pass(
      { connection, kind, situation: { url: connection.url, channel: textOf(this.arg, 'channel'), instId } },
      { arg: this.#pushArg, ...body },
      (message) => {
        if (!this.#hasEnded) send(message);
      },
    );
  }

  #schedule(delayMs: number, task: () => void): void {
    if (this.#hasEnded) return;
    const cancel = this.#terms.core.clock.schedule(delayMs, () => {
      this.#timers.delete(cancel);
      task();
    });
    this.#timers.add(cancel);
  }
}

/** OKX leaves `extraParams` out when it repeats an argument in a push. */
function shownArg(arg: WireRow): WireRow {
  return Object.fromEntries(Object.entries(arg).filter(([name]) => name !== 'extraParams'));
}
