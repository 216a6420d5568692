export function Json({ of, summary }: { readonly of: unknown; readonly summary: string }) {
  if (of === null || of === undefined) return <span className="none">none</span>;
  return (
    <details className="json">
      <summary>{summary}</summary>
      <pre>{JSON.stringify(of, null, 2)}</pre>
    </details>
  );
}
