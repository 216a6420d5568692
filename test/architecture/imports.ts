import { posix } from 'node:path';
import ts from 'typescript';
import type { SourceFile, SourceProgram } from './source-program.ts';

/** One place where a file names another module, in whatever form. */
export interface ImportEdge {
  readonly from: SourceFile;
  readonly at: ts.Node;
  /** The path of the file of ours that is named, such as `src/errors/index.ts`; `null` for a package. */
  readonly file: string | null;
  /** The package or `node:` module that is named; `null` for a file of ours. */
  readonly package: string | null;
  /** `type`: gone when compiled. `lazy`: `import()` of a value. `eager`: loaded with the file. */
  readonly loading: 'type' | 'lazy' | 'eager';
}

/** Every import, re-export, `import()` and `import('…')` type of the program. */
export function importEdges(program: SourceProgram): readonly ImportEdge[] {
  return program.files.flatMap((from) => {
    const edges: ImportEdge[] = [];
    for (const node of from.nodes()) {
      const found = readImport(node);
      if (found === null) continue;
      const { specifier, loading } = found;
      const ours = specifier.startsWith('.');
      edges.push({
        from,
        at: node,
        loading,
        file: ours ? posix.join(posix.dirname(from.path), specifier) : null,
        package: ours ? null : packageName(specifier),
      });
    }
    return edges;
  });
}

function readImport(node: ts.Node): { specifier: string; loading: ImportEdge['loading'] } | null {
  if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
    return { specifier: node.moduleSpecifier.text, loading: isTypeOnly(node.importClause) ? 'type' : 'eager' };
  }
  if (ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined && ts.isStringLiteral(node.moduleSpecifier)) {
    return { specifier: node.moduleSpecifier.text, loading: node.isTypeOnly ? 'type' : 'eager' };
  }
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument) && ts.isStringLiteral(node.argument.literal)) {
    return { specifier: node.argument.literal.text, loading: 'type' };
  }
  if (ts.isCallExpression(node) && isLoader(node.expression)) {
    const [argument] = node.arguments;
    const loading = node.expression.kind === ts.SyntaxKind.ImportKeyword ? 'lazy' : 'eager';
    if (argument !== undefined && ts.isStringLiteralLike(argument)) return { specifier: argument.text, loading };
  }
  return null;
}

function isLoader(expression: ts.Expression): boolean {
  return (
    expression.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(expression) && expression.text === 'require')
  );
}

function isTypeOnly(clause: ts.ImportClause | undefined): boolean {
  if (clause === undefined) return false;
  if (clause.isTypeOnly) return true;
  const named = clause.namedBindings;
  return (
    clause.name === undefined &&
    named !== undefined &&
    ts.isNamedImports(named) &&
    named.elements.length > 0 &&
    named.elements.every((element) => element.isTypeOnly)
  );
}

function packageName(specifier: string): string {
  if (specifier.startsWith('node:')) return specifier;
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}
