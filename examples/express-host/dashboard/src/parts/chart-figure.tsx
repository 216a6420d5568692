import { type ReactNode, Suspense } from 'react';

/** A chart with its words, which a screen reader has in its place. */
export function ChartFigure({
  caption,
  isSpoken = false,
  children,
}: {
  readonly caption: ReactNode;
  /** For screen readers only. */
  readonly isSpoken?: boolean;
  readonly children: ReactNode;
}) {
  return (
    <figure className="chart-figure">
      <Suspense fallback={<div className="chart" data-size="tall" />}>
        <div aria-hidden="true">{children}</div>
      </Suspense>
      <figcaption className={isSpoken ? 'sr-only' : 'chart-caption'}>{caption}</figcaption>
    </figure>
  );
}
