import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { type CodeBlock, codeBlocks, moduleOf } from './code-block.ts';

const ROOT = new URL('../../', import.meta.url);
const FOLDER = fileURLToPath(new URL('examples-of-docs/', ROOT));

const blocks = codeBlocks(ROOT);
const nameOf = ({ file, line }: CodeBlock): string => `${FOLDER}${file.replaceAll(/\W/g, '-')}-${line}.ts`;
const modules = new Map(blocks.map((block) => [nameOf(block), moduleOf(block)]));
const program = compile();

describe('the examples of the documents', () => {
  it('are there', () => {
    expect(blocks.length).toBeGreaterThan(8);
  });

  it.each(blocks.map((block) => [`${block.file}, line ${block.line}`, block] as const))(
    'compile: %s',
    (_where, block) => {
      const source = program.getSourceFile(nameOf(block));
      const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
      expect(found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))).toEqual([]);
    },
  );
});

/** The examples against the sources, under the names by which the package is imported. */
function compile(): ts.Program {
  const configFile = fileURLToPath(new URL('tsconfig.json', ROOT));
  const { config } = ts.readConfigFile(configFile, ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, fileURLToPath(ROOT));
  const host = ts.createCompilerHost(options);
  const [exists, read] = [host.fileExists.bind(host), host.readFile.bind(host)];
  host.fileExists = (file) => modules.has(file) || exists(file);
  host.readFile = (file) => modules.get(file) ?? read(file);
  const paths = {
    brokerkit: ['./src/index.ts'],
    'brokerkit/*': ['./src/*/index.ts'],
  };
  return ts.createProgram({
    rootNames: [...modules.keys()],
    // An example shows what it makes and does not always use it.
    options: {
      ...options,
      paths,
      pathsBasePath: fileURLToPath(ROOT),
      noUnusedLocals: false,
      noUnusedParameters: false,
    },
    host,
  });
}
