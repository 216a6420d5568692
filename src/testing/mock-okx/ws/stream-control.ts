import type { WireRow } from '../wire.ts';
import type { StreamUrl } from './channels/channel.ts';
import type { StreamFaultControl } from './stream-faults.ts';
import type { StreamPacing } from './stream-pacing.ts';

/** What happens on the WebSocket side, for tests to wait for and to look back at. Arguments of logins are left out. */
export type StreamHappening = {
  /** Epoch ms of the server. */
  readonly at: number;
  readonly url: StreamUrl;
  /** `""` for a dial that was turned away. */
  readonly connId: string;
} & (
  | { readonly type: 'opened' | 'half_opened' | 'refused' | 'logged_in' }
  | { readonly type: 'closed'; readonly code: number }
  | { readonly type: 'requested'; readonly op: string; readonly id: string; readonly args: readonly WireRow[] }
  | { readonly type: 'subscribed' | 'unsubscribed'; readonly arg: WireRow }
);

/** A WebSocket connection that is open at a mock exchange. */
export interface MockConnection {
  readonly id: string;
  readonly url: StreamUrl;
  readonly isLoggedIn: boolean;
  /** The arguments of what it is subscribed to. */
  readonly subscriptions: readonly WireRow[];
  /** Closes it from the server's side. */
  close(code: number, reason?: string): void;
  /** Cuts the socket without a word. */
  drop(): void;
}

/** The WebSocket side of a mock exchange, for tests. */
export interface MockStreamControl {
  /** Makes streams go wrong, as a script or by chance. */
  readonly faults: StreamFaultControl;
  /** The times and sizes it keeps to; each may be changed. */
  readonly pacing: StreamPacing;
  /** What happened, oldest first; as many are kept as the history is to have. */
  readonly happenings: readonly StreamHappening[];
  /** Those that are open now. */
  readonly connections: readonly MockConnection[];
  /** Resolves with what happened first, or has happened already, that is waited for. */
  until(isIt: (happening: StreamHappening) => boolean): Promise<StreamHappening>;
  /** Resolves with what happens first from now on that is waited for. */
  next(isIt: (happening: StreamHappening) => boolean): Promise<StreamHappening>;
  /** Announces maintenance on the `status` channel. */
  announce(row: WireRow): void;
}
