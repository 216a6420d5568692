import { importEdges } from '../imports.ts';
import { LAYERS } from '../layers.ts';
import type { Rule, Violation } from '../source-program.ts';

/** Imports point inward, as the table of layers says. */
export const importDirection: Rule = (program) => {
  const violations: Violation[] = [];
  for (const file of program.files) {
    if (LAYERS[layerOf(file.path)] !== undefined) continue;
    violations.push(
      file.violation(file.node, `${layerOf(file.path)} is no layer: add it to test/architecture/layers.ts`),
    );
  }
  for (const edge of importEdges(program)) {
    if (edge.file === null) continue;
    if (!edge.file.startsWith('src/')) {
      violations.push(edge.from.violation(edge.at, `imports ${edge.file}, which is outside src`));
      continue;
    }
    const from = layerOf(edge.from.path);
    const to = layerOf(edge.file);
    if (from === to || LAYERS[from] === undefined) continue;
    if (LAYERS[from].includes(to) || LAYERS[from].includes(edge.file.slice('src/'.length))) continue;
    violations.push(edge.from.violation(edge.at, `${from} may not import ${to} (${edge.file})`));
  }
  return violations;
};

/** The folder under `src/`, or the name of a file that stands directly in it or has rules of its own. */
function layerOf(path: string): string {
  const below = path.slice('src/'.length);
  return LAYERS[below] === undefined ? (path.split('/')[1] ?? path) : below;
}
