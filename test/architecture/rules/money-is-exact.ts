import ts from 'typescript';
import type { Rule, Violation } from '../source-program.ts';

/** Where the public types live. */
const PUBLIC = /^src\/(?:domain|ports)\//;
const EXACT = /(?:price|quantity|amount|fee|pnl|equity|cash|balance|notional|profit|proceeds|funding)$/i;

/** Prices, quantities and money in domain and ports are `Decimal`s, or integers whose name says of what (lots, ticks). */
export const moneyIsExact: Rule = (program) => {
  const { checker } = program;
  const violations: Violation[] = [];
  for (const file of program.files) {
    if (!PUBLIC.test(file.path)) continue;
    for (const node of file.nodes()) {
      if (!isMember(node) || !EXACT.test(node.name.getText())) continue;
      if (!isNumeric(resultOf(checker.getTypeAtLocation(node)))) continue;
      violations.push(
        file.violation(
          node,
          `${node.name.getText()} is a number: money is a Decimal, an integer is named for its unit`,
        ),
      );
    }
  }
  return violations;
};

type Member =
  | ts.PropertySignature
  | ts.PropertyDeclaration
  | ts.MethodSignature
  | ts.MethodDeclaration
  | ts.GetAccessorDeclaration
  | ts.ParameterDeclaration;

function isMember(node: ts.Node): node is Member {
  return (
    ts.isPropertySignature(node) ||
    ts.isPropertyDeclaration(node) ||
    ts.isMethodSignature(node) ||
    ts.isMethodDeclaration(node) ||
    ts.isGetAccessorDeclaration(node) ||
    ts.isParameter(node)
  );
}

/** A method stands for what it returns. */
function resultOf(type: ts.Type): ts.Type {
  return type.getCallSignatures()[0]?.getReturnType() ?? type;
}

function isNumeric(type: ts.Type): boolean {
  if (type.isUnion()) return type.types.some(isNumeric);
  return (type.flags & ts.TypeFlags.NumberLike) !== 0;
}
