import ts from 'typescript';
import { LONG_FILES } from '../layers.ts';
import type { Rule } from '../source-program.ts';

const LONGEST = 400;
const EMPTY_NAMES = /(?:^|[-./])(?:utils?|helpers?|types?|managers?|misc|common|shared)(?:[-./]|$)/i;

/** No file is longer than 400 lines without a reason. */
export const fileLength: Rule = (program) =>
  program.files.flatMap((file) => {
    const lines = file.node.text.replace(/\n$/, '').split('\n').length;
    if (lines <= LONGEST || LONG_FILES[file.path] !== undefined) return [];
    return [file.violation(file.node, `has ${lines} lines, more than ${LONGEST}: split it by noun`)];
  });

/** No file and no class is named for being a heap of things. */
export const tellingNames: Rule = (program) =>
  program.files.flatMap((file) => {
    const violations = EMPTY_NAMES.test(file.path.slice('src/'.length).replace(/\.ts$/, ''))
      ? [file.violation(file.node, 'the name says nothing about the content')]
      : [];
    for (const node of file.nodes()) {
      if (ts.isClassDeclaration(node) && /(?:Manager|Helper|Utils?)$/.test(node.name?.text ?? '')) {
        violations.push(file.violation(node, `the class name ${node.name?.text} says nothing about its work`));
      }
    }
    return violations;
  });

/** Only files named `index.ts` export what another file declares. */
export const reExports: Rule = (program) =>
  program.files.flatMap((file) =>
    file.path.endsWith('/index.ts')
      ? []
      : [...file.nodes()]
          .filter((node) => ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined)
          .map((node) => file.violation(node, 'only an index.ts re-exports')),
  );

/** No cast goes through `unknown`, and no comment silences the compiler. */
export const honestTypes: Rule = (program) =>
  program.files.flatMap((file) => {
    const violations = [...file.nodes()]
      .filter((node) => ts.isAsExpression(node) && isCastToUnknown(node.expression))
      .map((node) => file.violation(node, 'a cast through unknown hides a wrong type'));
    const silenced = /@ts-(?:ignore|nocheck|expect-error)/.exec(file.node.text);
    if (silenced !== null) {
      const line = file.node.getLineAndCharacterOfPosition(silenced.index).line + 1;
      violations.push({ file: file.path, line, message: `${silenced[0]} silences the compiler` });
    }
    return violations;
  });

function isCastToUnknown(node: ts.Expression): boolean {
  const inner = ts.isParenthesizedExpression(node) ? node.expression : node;
  return ts.isAsExpression(inner) && inner.type.kind === ts.SyntaxKind.UnknownKeyword;
}
