import { readdirSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import ts from 'typescript';

/** Something in the sources that a rule refuses. `file` is relative to the repository, with forward slashes. */
export interface Violation {
  readonly file: string;
  readonly line: number;
  readonly message: string;
}

/** A rule reads the whole program and names what breaks it. */
export type Rule = (program: SourceProgram) => readonly Violation[];

/** The sources under `src/`, parsed and type-checked, with the paths that the rules speak of. */
export class SourceProgram {
  readonly checker: ts.TypeChecker;
  readonly files: readonly SourceFile[];

  constructor(program: ts.Program, root: string, paths: readonly string[]) {
    this.checker = program.getTypeChecker();
    this.files = paths.map((path) => {
      const node = program.getSourceFile(path);
      if (node === undefined) throw new Error(`${path} is not part of the program.`);
      return new SourceFile(toPosix(relative(root, path)), node);
    });
  }
}

/** One file of ours. */
export class SourceFile {
  /** Such as `src/domain/order.ts`. */
  readonly path: string;
  readonly node: ts.SourceFile;

  constructor(path: string, node: ts.SourceFile) {
    this.path = path;
    this.node = node;
  }

  violation(at: ts.Node, message: string): Violation {
    return { file: this.path, line: this.lineOf(at), message };
  }

  lineOf(at: ts.Node): number {
    return this.node.getLineAndCharacterOfPosition(at.getStart(this.node)).line + 1;
  }

  /** Every node of the file, outermost first. */
  *nodes(): Generator<ts.Node> {
    const open: ts.Node[] = [this.node];
    for (let node = open.pop(); node !== undefined; node = open.pop()) {
      yield node;
      const children: ts.Node[] = [];
      ts.forEachChild(node, (child) => {
        children.push(child);
      });
      open.push(...children.reverse());
    }
  }
}

const ROOT = resolve(import.meta.dirname, '../..');

/** Reads the real `src/`. */
export function readSources(): SourceProgram {
  const paths = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => join(ROOT, 'src', path))
    .sort();
  return new SourceProgram(ts.createProgram(paths, compilerOptions(), cachingHost(new Map())), ROOT, paths);
}

/**
 * A program of made-up files, to show that a rule notices what it should. They may import the real sources, which are
 * checked but not judged.
 */
export function plantSources(planted: Readonly<Record<string, string>>): SourceProgram {
  const texts = new Map(Object.entries(planted).map(([path, text]) => [join(ROOT, path), text]));
  const paths = [...texts.keys()];
  return new SourceProgram(ts.createProgram(paths, compilerOptions(), cachingHost(texts)), ROOT, paths);
}

function compilerOptions(): ts.CompilerOptions {
  const { config, error } = ts.readConfigFile(join(ROOT, 'tsconfig.json'), ts.sys.readFile);
  if (error !== undefined) throw new Error(ts.flattenDiagnosticMessageText(error.messageText, '\n'));
  return ts.parseJsonConfigFileContent({ ...config, include: [], files: [] }, ts.sys, ROOT).options;
}

const librarySources = new Map<string, ts.SourceFile>();

/** A host that sees the planted texts first and parses each library file once for all programs. */
function cachingHost(texts: ReadonlyMap<string, string>): ts.CompilerHost {
  const host = ts.createCompilerHost(compilerOptions(), true);
  const { getSourceFile, fileExists, readFile } = host;
  host.fileExists = (path) => texts.has(resolve(path)) || fileExists(path);
  host.readFile = (path) => texts.get(resolve(path)) ?? readFile(path);
  host.getSourceFile = (path, options, ...rest) => {
    const text = texts.get(resolve(path));
    if (text !== undefined) return ts.createSourceFile(path, text, options, true);
    const cached = librarySources.get(path);
    if (cached !== undefined) return cached;
    const source = getSourceFile(path, options, ...rest);
    if (source !== undefined && path.includes('/node_modules/')) librarySources.set(path, source);
    return source;
  };
  return host;
}

function toPosix(path: string): string {
  return path.split(sep).join('/');
}
