/** A stretch of time, epoch ms. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Exposure: the share of `within` in which at least one of the spans runs, from 0 to 1; `null` when `within` has no length. */
export function exposure(spans: readonly Span[], within: Span): number | null {
  const length = within.to - within.from;
  if (length <= 0) return null;
  const sorted = [...spans].sort((a, b) => a.from - b.from);
  let covered = 0;
  let reached = within.from;
  for (const { from, to } of sorted) {
    const start = Math.max(from, reached);
    const end = Math.min(to, within.to);
    if (end <= start) continue;
    covered += end - start;
    reached = end;
  }
  return covered / length;
}
