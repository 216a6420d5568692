import { type ImportEdge, importEdges } from '../imports.ts';
import { NODE_MODULES, NOT_LOADED_BY_ROOT, PACKAGES } from '../layers.ts';
import type { Rule, Violation } from '../source-program.ts';

/** Each package and each module of Node is imported only where the tables say. */
export const packagesInPlace: Rule = (program) => {
  const violations: Violation[] = [];
  for (const edge of importEdges(program)) {
    if (edge.package === null) continue;
    const places = (edge.package.startsWith('node:') ? NODE_MODULES : PACKAGES)[edge.package];
    if (places?.some((place) => isWithin(edge.from.path, place))) continue;
    const allowed = places === undefined ? 'nowhere yet (see test/architecture/layers.ts)' : places.join(', ');
    violations.push(edge.from.violation(edge.at, `${edge.package} may be imported in: ${allowed}`));
  }
  return violations;
};

/** What `src/index.ts` loads on import contains neither ccxt nor a database driver. */
export const lightRoot: Rule = (program) => {
  const eager = new Map<string, ImportEdge[]>();
  for (const edge of importEdges(program)) {
    if (edge.loading !== 'eager') continue;
    eager.set(edge.from.path, [...(eager.get(edge.from.path) ?? []), edge]);
  }
  const violations: Violation[] = [];
  const reached = new Set(['src/index.ts']);
  for (const path of reached) {
    for (const edge of eager.get(path) ?? []) {
      if (edge.file !== null) reached.add(edge.file);
      else if (edge.package !== null && NOT_LOADED_BY_ROOT.includes(edge.package)) {
        violations.push(
          edge.from.violation(edge.at, `the root entry point would load ${edge.package}; import() it on first use`),
        );
      }
    }
  }
  return violations;
};

function isWithin(path: string, place: string): boolean {
  return place.endsWith('/') ? path.startsWith(place) : path === place;
}
