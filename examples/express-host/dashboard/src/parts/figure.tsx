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

/** A decimal as it is told, or that there is none. */
export interface FigureOf {
  readonly of: string | null | undefined;
}

/** A decimal as people read it; it says the exact figure when it is pointed at. */
function figure(words: (text: string) => string, directionOf: (text: string) => string | undefined = () => undefined) {
  return function Figure({ of }: FigureOf) {
    if (of === null || of === undefined) return NONE;
    return (
      <span className="num" data-direction={directionOf(of)} title={of}>
        {words(of)}
      </span>
    );
  };
}

export const Money = figure((text) => money(text));
/** A gain or a loss: with its sign, and a colour beside it. */
export const Gain = figure((text) => money(text, 'exceptZero'), direction);
export const Price = figure(priceText);
export const Quantity = figure(quantityText);
export const Percent = figure((text) => percent(text));

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

/** Which way something was traded or is held. */
export function Side({ of }: { readonly of: 'buy' | 'sell' | 'long' | 'short' }) {
  return <Badge tone={of === 'buy' || of === 'long' ? 'good' : 'bad'}>{of}</Badge>;
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

interface At {
  /** Epoch ms of the host. */
  readonly at: number;
}

function timed(words: (at: number, now: number) => string) {
  return function Time({ at }: At) {
    const now = useHostNow();
    return (
      <time className="num" dateTime={new Date(at).toISOString()} title={fullTime(at)}>
        {words(at, now)}
      </time>
    );
  };
}

export const Instant = timed(timeText);
/** How long ago. */
export const Age = timed((at, now) => spanText(now - at));

export function Identity({ of }: { readonly of: string }) {
  const isLong = of.length > 14;
  return (
    <code className="identity" title={of}>
      {isLong ? `${of.slice(0, 6)}…${of.slice(-5)}` : of}
    </code>
  );
}
