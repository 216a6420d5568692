/** What a subscription asks for, as OKX spells it. */
export interface ChannelArg {
  readonly channel: string;
  readonly instId?: string;
  readonly instType?: string;
  readonly instFamily?: string;
  readonly ccy?: string;
  readonly extraParams?: string;
}

/** Names a channel: the same for the subscription and for the pushes that come of it. */
export function channelKey(arg: ChannelArg): string {
  // Pushes echo these; `extraParams` and `ccy` only shape them.
  return `${arg.channel}|${arg.instId ?? arg.instFamily ?? arg.instType ?? ''}`;
}

/** A push as it comes off the wire; whoever takes it knows the shape of its rows. */
export interface Push {
  readonly arg: ChannelArg;
  readonly data: readonly unknown[];
  readonly action?: string;
  readonly eventType?: string;
  readonly curPage?: number;
  readonly lastPage?: boolean;
}
