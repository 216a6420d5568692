/** A board of Grafana, as far as it is looked at. */
export interface Board {
  readonly title: string;
  readonly panels: readonly {
    readonly id: number;
    readonly type: string;
    readonly title: string;
    readonly description?: string;
    readonly targets?: readonly { readonly expr: string }[];
  }[];
}

/** Everything that a board asks. */
export function queriesOf({ panels }: Board): readonly string[] {
  return panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));
}

/** The metrics that expressions name; those of a histogram by its own name. */
export function namesIn(expressions: readonly string[]): readonly string[] {
  const names = expressions.flatMap((expression) => {
    const bare = expression
      .replace(/"[^"]*"/g, '""')
      .replace(/\{[^}]*\}/g, ' ')
      .replace(/\b(?:by|on) \([^)]*\)/g, ' ');
    return [...bare.matchAll(/\b[a-z][a-z\d]*(?:_[a-z\d]+)+\b(?!\s*\()|\bup\b/g)].map(([name]) => name);
  });
  return [...new Set(names.map((name) => name.replace(/_(?:bucket|sum|count)$/, '')))].sort();
}
