import type { Push } from '../../stream/channel.ts';

/** What is made of the pushes of one channel. */
export interface ChannelNews {
  /** OKX has taken the subscription: from here on every push comes. */
  begin(): void;
  /** Nothing can be said until it begins again. */
  lost(): void;
  /** @throws {VenueError} `venue/malformed_response`. */
  push(push: Push): void;
  /** Nobody listens any more. */
  end(): void;
}
