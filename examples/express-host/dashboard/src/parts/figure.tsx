import type { ReactNode } from 'react';
import { direction, money, percent, priceText, quantityText } from '../format-number.ts';
import { fullTime, spanText, timeText } from '../format-time.ts';
import { useHostNow } from '../live/live-context.tsx';
import { instrumentParts, type Tone } from '../words.ts';

const NONE = (
  <span className="none">
    <span aria-hidden="true">–</span>
    <span className="sr-only">none</span>
  </span>
);

type Text = string | null | undefined;

/** Each says the exact figure when it is pointed at. */
export function Money({ of }: { readonly of: Text }) {
  if (of === null || of === undefined) return NONE;
  return (
    <span className="num" title={of}>
      {money(of)}
    </span>
  );
}

/** A gain or a loss: with its sign, and a colour beside it. */
export function Gain({ of }: { readonly of: Text }) {
  if (of === null || of === undefined) return NONE;
  return (
    <span className="num" data-direction={direction(of)} title={of}>
      {money(of, 'exceptZero')}
    </span>
  );
}

export function Price({ of }: { readonly of: Text }) {
  if (of === null || of === undefined) return NONE;
  return (
    <span className="num" title={of}>
      {priceText(of)}
    </span>
  );
}

export function Quantity({ of }: { readonly of: Text }) {
  if (of === null || of === undefined) return NONE;
  return (
    <span className="num" title={of}>
      {quantityText(of)}
    </span>
  );
}

export function Percent({ of }: { readonly of: Text }) {
  if (of === null || of === undefined) return NONE;
  return (
    <span className="num" title={of}>
      {percent(of)}
    </span>
  );
}

export function Badge({
  tone = 'quiet',
  title,
  children,
}: {
  readonly tone?: Tone;
  readonly title?: string;
  readonly children: ReactNode;
}) {
  return (
    <span className="badge" data-tone={tone} title={title}>
      {children}
    </span>
  );
}

export function Instrument({ of }: { readonly of: string }) {
  const { pair, kind } = instrumentParts(of);
  return (
    <span className="instrument" title={of}>
      {pair}
      {kind !== null && <small>{kind}</small>}
    </span>
  );
}

export function Instant({ at }: { readonly at: number }) {
  const now = useHostNow();
  return (
    <time className="num" dateTime={new Date(at).toISOString()} title={fullTime(at)}>
      {timeText(at, now)}
    </time>
  );
}

/** How long ago. */
export function Age({ at }: { readonly at: number }) {
  const now = useHostNow();
  return (
    <time className="num" dateTime={new Date(at).toISOString()} title={fullTime(at)}>
      {spanText(now - at)}
    </time>
  );
}

export function Identity({ of }: { readonly of: string }) {
  const isLong = of.length > 14;
  return (
    <code className="identity" title={of}>
      {isLong ? `${of.slice(0, 6)}…${of.slice(-5)}` : of}
    </code>
  );
}
