import { type ImportEdge, importEdges } from '../imports.ts';
import type { Rule, Violation } from '../source-program.ts';

/** No file reaches itself through its imports, imports of types included. */
export const importCycles: Rule = (program) => {
  const edges = new Map<string, ImportEdge[]>();
  for (const edge of importEdges(program)) {
    if (edge.file === null) continue;
    const known = edges.get(edge.from.path);
    if (known === undefined) edges.set(edge.from.path, [edge]);
    else known.push(edge);
  }

  const violations: Violation[] = [];
  const done = new Set<string>();
  const trail: string[] = [];
  const visit = (path: string): void => {
    if (done.has(path)) return;
    trail.push(path);
    for (const edge of edges.get(path) ?? []) {
      const target = edge.file ?? '';
      const start = trail.indexOf(target);
      if (start < 0) visit(target);
      else
        violations.push(
          edge.from.violation(edge.at, `closes the cycle ${[...trail.slice(start), target].join(' → ')}`),
        );
    }
    trail.pop();
    done.add(path);
  };
  for (const path of edges.keys()) visit(path);
  return violations;
};
