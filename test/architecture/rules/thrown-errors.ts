import ts from 'typescript';
import type { Rule, Violation } from '../source-program.ts';

/** Only `BrokerError` subclasses are thrown or made; what a `catch` received may be thrown on. */
export const thrownErrors: Rule = (program) => {
  const { checker } = program;
  const violations: Violation[] = [];
  for (const file of program.files) {
    for (const node of file.nodes()) {
      if (ts.isThrowStatement(node)) {
        if (isCaught(node.expression, checker) || isBrokerError(checker.getTypeAtLocation(node.expression), checker))
          continue;
        const thrown = checker.typeToString(checker.getTypeAtLocation(node.expression));
        violations.push(file.violation(node, `throws ${thrown}, which is not a BrokerError`));
      } else if (ts.isNewExpression(node) && !ts.isThrowStatement(node.parent)) {
        const type = checker.getTypeAtLocation(node);
        if (!isNativeError(type, checker) || isBrokerError(type, checker)) continue;
        violations.push(file.violation(node, `makes a ${checker.typeToString(type)}, which is not a BrokerError`));
      }
    }
  }
  return violations;
};

function isCaught(expression: ts.Expression, checker: ts.TypeChecker): boolean {
  if (!ts.isIdentifier(expression)) return false;
  const declaration = checker.getSymbolAtLocation(expression)?.valueDeclaration;
  return declaration !== undefined && ts.isCatchClause(declaration.parent);
}

function isBrokerError(type: ts.Type, checker: ts.TypeChecker): boolean {
  if (type.isUnion()) return type.types.every((part) => isBrokerError(part, checker));
  return lineage(type, checker).some(
    (symbol) =>
      symbol.name === 'BrokerError' &&
      (symbol.declarations?.some((declaration) => declaration.getSourceFile().fileName.includes('/src/errors/')) ??
        false),
  );
}

function isNativeError(type: ts.Type, checker: ts.TypeChecker): boolean {
  return lineage(type, checker).some((symbol) => symbol.name === 'Error');
}

/** The symbols of a type and of everything that it extends. */
function lineage(type: ts.Type, checker: ts.TypeChecker): readonly ts.Symbol[] {
  const constrained = checker.getBaseConstraintOfType(type) ?? type;
  const bases = constrained.isClassOrInterface() ? checker.getBaseTypes(constrained) : [];
  const own = constrained.symbol === undefined ? [] : [constrained.symbol];
  return [...own, ...bases.flatMap((base) => lineage(base, checker))];
}
