import type { StreamUrl } from './channels/channel.ts';

/** A connection as its pushes see it. */
export interface StreamPeer {
  readonly url: StreamUrl;
  /** Nobody is behind the socket: nothing is heard and nothing said. */
  isHalfOpen: boolean;
  /** Nothing is pushed. */
  isSilent: boolean;
  /** Cuts the socket without a word. */
  drop(): void;
}
