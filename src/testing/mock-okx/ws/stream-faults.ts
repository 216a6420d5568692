import { SeededRandom } from '../../../domain/seeded-random.ts';
import type { StreamUrl } from './channels/channel.ts';
import type { StreamCode } from './stream-codes.ts';

/** Which connections, channels or requests a fault is about; what is left out means all. */
export interface StreamFaultWhere {
  readonly url?: StreamUrl;
  readonly channel?: string;
  readonly instId?: string;
  /** A request's `op`: `login`, `subscribe`, `order` and so on. */
  readonly op?: string;
}

/** What can go wrong with the streams. */
export type StreamFaultKind =
  /** A dial is turned away: by a reset, or with HTTP 429 (`busy`) or 503 (`unavailable`). */
  | { readonly kind: 'refuse_dial'; readonly how?: 'reset' | 'busy' | 'unavailable' }
  /** The socket is cut without a close frame; `push`: in the place of the next push. */
  | { readonly kind: 'drop'; readonly at?: 'now' | 'push' }
  /** The socket stays and nobody is behind it; `dial`: the next connection is one of that kind from the beginning. */
  | { readonly kind: 'half_open'; readonly at?: 'now' | 'push' | 'dial' }
  /** The server closes with a code. */
  | { readonly kind: 'close'; readonly code: number; readonly reason?: string }
  /** Pings are answered and nothing is pushed any more. */
  | { readonly kind: 'silence' }
  /** Notice 64008; the server closes after `closesAfterMs`, default a minute. */
  | { readonly kind: 'upgrade_notice'; readonly closesAfterMs?: number }
  /** Default 60009. The connection is closed with 4001 then, unless `closes` is `never`. */
  | { readonly kind: 'fail_login'; readonly code?: StreamCode; readonly closes?: 'at_once' | 'never' }
  /** Default 60018. */
  | { readonly kind: 'refuse_subscription'; readonly code?: StreamCode }
  /** A subscription is acknowledged and then ended by `channel-conn-count-error`. */
  | { readonly kind: 'channel_conn_count_error' }
  | { readonly kind: 'lose_push' }
  | { readonly kind: 'duplicate_push' }
  /** A push comes after the next one of its connection, or a second later where none comes. */
  | { readonly kind: 'reorder_push' }
  | { readonly kind: 'delay_push'; readonly ms: number }
  /** A snapshot is the one that was sent before it. */
  | { readonly kind: 'stale_snapshot' }
  /** The books' sequence begins anew. */
  | { readonly kind: 'sequence_reset' }
  /** A request never arrives. */
  | { readonly kind: 'lose_request' }
  /** A request is carried out and its answer is lost. */
  | { readonly kind: 'lose_reply' }
  /** A request is answered with an error, whether or not it was carried out. */
  | {
      readonly kind: 'error_reply';
      readonly code: string;
      readonly msg?: string;
      readonly moment: 'before_execution' | 'after_execution';
    };

/** A fault to be injected. */
export type StreamFault = StreamFaultKind & {
  readonly where?: StreamFaultWhere;
  /** How often; default once. With a `chance`, default without end. */
  readonly times?: number;
  /** Probability of each occasion, drawn from the mock's seed. */
  readonly chance?: number;
};

/** A fault that was asked for; a test that relies on it asserts that it happened. */
export interface StreamFaultRecord {
  readonly fault: StreamFault;
  /** How often it has happened. */
  readonly fired: number;
  /** It happens no more. */
  lift(): void;
}

/** Makes the streams of a mock exchange go wrong. */
export interface StreamFaultControl {
  /** Every fault so far, with whether it has fired. */
  readonly records: readonly StreamFaultRecord[];
  /** What is about connections as they are happens at once; all else on its next occasion. */
  inject(fault: StreamFault): StreamFaultRecord;
  /** No fault that was injected so far happens any more. */
  lift(): void;
}

/** An occasion for a fault. */
export interface StreamSituation {
  readonly url: StreamUrl;
  readonly channel?: string;
  readonly instId?: string;
  readonly op?: string;
}

type FaultOf<K extends StreamFault['kind']> = Extract<StreamFault, { readonly kind: K }>;

/** A fault with what is left of it. */
export class StreamFaultEntry implements StreamFaultRecord {
  readonly fault: StreamFault;
  fired = 0;
  left: number;

  constructor(fault: StreamFault) {
    this.fault = fault;
    this.left = fault.times ?? (fault.chance === undefined ? 1 : Number.POSITIVE_INFINITY);
  }

  lift(): void {
    this.left = 0;
  }
}

/** What goes wrong with the streams of a mock, by script and by seed. */
export class StreamFaults implements StreamFaultControl {
  readonly #entries: StreamFaultEntry[] = [];
  readonly #random: SeededRandom;
  readonly #happensNow: (entry: StreamFaultEntry) => void;

  constructor(seed: number, happensNow: (entry: StreamFaultEntry) => void) {
    this.#random = new SeededRandom(seed);
    this.#happensNow = happensNow;
  }

  get records(): readonly StreamFaultRecord[] {
    return this.#entries;
  }

  inject(fault: StreamFault): StreamFaultRecord {
    const entry = new StreamFaultEntry(fault);
    this.#entries.push(entry);
    if (isImmediate(fault)) {
      entry.left = 0;
      this.#happensNow(entry);
    }
    return entry;
  }

  lift(): void {
    for (const entry of this.#entries) entry.lift();
  }

  /** The fault of a kind that happens on this occasion. */
  take<K extends StreamFault['kind']>(
    kind: K,
    situation: StreamSituation,
    isMeant: (fault: FaultOf<K>) => boolean = () => true,
  ): FaultOf<K> | null {
    for (const entry of this.#entries) {
      const { fault } = entry;
      if (entry.left <= 0 || !isKind(fault, kind)) continue;
      if (!isMeant(fault) || !isWhere(fault.where, situation)) continue;
      if (fault.chance !== undefined && this.#random.fraction() >= fault.chance) continue;
      entry.left -= 1;
      entry.fired += 1;
      return fault;
    }
    return null;
  }
}

const IMMEDIATE: readonly StreamFault['kind'][] = ['close', 'silence', 'upgrade_notice', 'sequence_reset'];

function isImmediate(fault: StreamFault): boolean {
  if (fault.kind === 'drop' || fault.kind === 'half_open') return (fault.at ?? 'now') === 'now';
  return IMMEDIATE.includes(fault.kind);
}

function isKind<K extends StreamFault['kind']>(fault: StreamFault, kind: K): fault is FaultOf<K> {
  return fault.kind === kind;
}

/** Whether a fault is about this. */
export function isWhere(where: StreamFaultWhere = {}, situation: StreamSituation): boolean {
  if (where.url !== undefined && where.url !== situation.url) return false;
  if (where.channel !== undefined && where.channel !== situation.channel) return false;
  if (where.instId !== undefined && where.instId !== situation.instId) return false;
  return where.op === undefined || where.op === situation.op;
}
