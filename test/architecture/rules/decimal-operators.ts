import ts from 'typescript';
import type { Rule, Violation } from '../source-program.ts';

const K = ts.SyntaxKind;
const ARITHMETIC = new Set<ts.SyntaxKind>([
  K.PlusToken,
  K.MinusToken,
  K.AsteriskToken,
  K.AsteriskAsteriskToken,
  K.SlashToken,
  K.PercentToken,
  K.PlusEqualsToken,
  K.MinusEqualsToken,
  K.AsteriskEqualsToken,
  K.AsteriskAsteriskEqualsToken,
  K.SlashEqualsToken,
  K.PercentEqualsToken,
  K.LessThanToken,
  K.LessThanEqualsToken,
  K.GreaterThanToken,
  K.GreaterThanEqualsToken,
]);
const EQUALITY = new Set<ts.SyntaxKind>([
  K.EqualsEqualsToken,
  K.EqualsEqualsEqualsToken,
  K.ExclamationEqualsToken,
  K.ExclamationEqualsEqualsToken,
]);
const UNARY = new Set<ts.SyntaxKind>([K.PlusToken, K.MinusToken, K.PlusPlusToken, K.MinusMinusToken, K.TildeToken]);

/**
 * No operator works on a `Decimal`: `<` compares its digits as text, `+` joins them, `===` compares the objects. Asking
 * whether there is one, against `null` or `undefined`, is fine.
 */
export const decimalOperators: Rule = (program) => {
  const { checker } = program;
  const isDecimal = (node: ts.Expression): boolean => containsDecimal(checker.getTypeAtLocation(node), checker);
  const violations: Violation[] = [];
  for (const file of program.files) {
    for (const node of file.nodes()) {
      const operator = bannedOperator(node, isDecimal, checker);
      if (operator !== null) violations.push(file.violation(node, `\`${operator}\` on a Decimal: use its methods`));
    }
  }
  return violations;
};

function bannedOperator(
  node: ts.Node,
  isDecimal: (node: ts.Expression) => boolean,
  checker: ts.TypeChecker,
): string | null {
  if (ts.isBinaryExpression(node)) {
    const { kind } = node.operatorToken;
    if (!ARITHMETIC.has(kind) && !EQUALITY.has(kind)) return null;
    if (!isDecimal(node.left) && !isDecimal(node.right)) return null;
    if (EQUALITY.has(kind) && (isNullish(node.left, checker) || isNullish(node.right, checker))) return null;
    return ts.tokenToString(kind) ?? 'operator';
  }
  if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) {
    return UNARY.has(node.operator) && isDecimal(node.operand) ? (ts.tokenToString(node.operator) ?? 'operator') : null;
  }
  if (ts.isSwitchStatement(node)) return isDecimal(node.expression) ? 'switch' : null;
  return null;
}

function containsDecimal(type: ts.Type, checker: ts.TypeChecker): boolean {
  if (type.isUnionOrIntersection()) return type.types.some((part) => containsDecimal(part, checker));
  if ((type.flags & ts.TypeFlags.TypeParameter) !== 0) {
    const constraint = checker.getBaseConstraintOfType(type);
    return constraint !== undefined && constraint !== type && containsDecimal(constraint, checker);
  }
  const { symbol } = type;
  return (
    symbol?.name === 'Decimal' &&
    (symbol.flags & ts.SymbolFlags.Class) !== 0 &&
    (type.flags & ts.TypeFlags.Object) !== 0 &&
    checker.getPropertyOfType(type, 'toFixed') !== undefined
  );
}

function isNullish(node: ts.Expression, checker: ts.TypeChecker): boolean {
  return (checker.getTypeAtLocation(node).flags & (ts.TypeFlags.Null | ts.TypeFlags.Undefined)) !== 0;
}
