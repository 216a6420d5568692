import ts from 'typescript';

/** A thing that the platform brings: its name, and the type or module that holds it (`null`: a global). */
export interface PlatformName {
  readonly holder: string | null;
  readonly name: string;
}

/**
 * What an identifier, a string in brackets or a destructured name stands for, if the platform brings it. Found through
 * the type-checker: an alias of `Date` is still `Date`, and a method of ours named `now` is not the platform's.
 */
export function platformName(node: ts.Node, checker: ts.TypeChecker): PlatformName | null {
  const symbol = symbolOf(node, checker);
  const declaration = symbol?.declarations?.find(isPlatformDeclaration);
  if (symbol === undefined || declaration === undefined) return null;
  return { holder: holderOf(declaration), name: symbol.name };
}

/** Whether an expression is the platform's `Date` constructor, under whatever name. */
export function isDateConstructor(expression: ts.Expression, checker: ts.TypeChecker): boolean {
  const symbol = checker.getTypeAtLocation(expression).symbol;
  return symbol?.name === 'DateConstructor' && (symbol.declarations?.some(isPlatformDeclaration) ?? false);
}

function symbolOf(node: ts.Node, checker: ts.TypeChecker): ts.Symbol | undefined {
  if (ts.isStringLiteralLike(node)) {
    return ts.isElementAccessExpression(node.parent) ? checker.getSymbolAtLocation(node) : undefined;
  }
  if (!ts.isIdentifier(node)) return undefined;
  // In `const { env } = process` the name declares a variable of ours; what it stands for is the property.
  if (ts.isBindingElement(node.parent) && ts.isObjectBindingPattern(node.parent.parent)) {
    const { propertyName, name } = node.parent;
    if (node === name && propertyName !== undefined) return undefined;
    return checker.getTypeAtLocation(node.parent.parent).getProperty(node.text);
  }
  const symbol = ts.isShorthandPropertyAssignment(node.parent)
    ? checker.getShorthandAssignmentValueSymbol(node.parent)
    : checker.getSymbolAtLocation(node);
  if (symbol === undefined) return undefined;
  return (symbol.flags & ts.SymbolFlags.Alias) !== 0 ? checker.getAliasedSymbol(symbol) : symbol;
}

function isPlatformDeclaration(declaration: ts.Declaration): boolean {
  const { fileName } = declaration.getSourceFile();
  return /\/node_modules\/(?:typescript\/lib\/lib\.|@types\/node\/|undici-types\/)/.test(fileName);
}

function holderOf(declaration: ts.Declaration): string | null {
  for (let node: ts.Node = declaration.parent; !ts.isSourceFile(node); node = node.parent) {
    if (ts.isInterfaceDeclaration(node) || ts.isClassDeclaration(node)) return node.name?.text ?? null;
    if (ts.isVariableDeclaration(node)) return node.name.getText();
    if (ts.isModuleDeclaration(node)) return node.name.text === 'global' ? null : node.name.text;
  }
  return null;
}
