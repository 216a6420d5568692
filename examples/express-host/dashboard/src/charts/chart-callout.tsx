/** What a chart says of the place that is pointed at. recharts hands the payload in. */
export function Callout<Dot>({
  active = false,
  payload = [],
  wordsOf,
}: {
  readonly active?: boolean;
  readonly payload?: readonly { readonly payload?: Dot }[];
  readonly wordsOf: (dot: Dot) => readonly string[];
}) {
  const dot = payload[0]?.payload;
  if (!active || dot === undefined) return null;
  return (
    <div className="chart-callout">
      {wordsOf(dot).map((line) => (
        <p key={line}>{line}</p>
      ))}
    </div>
  );
}
