import { readdirSync, readFileSync } from 'node:fs';

/** A TypeScript example in a document. */
export interface CodeBlock {
  readonly file: string;
  readonly line: number;
  /** What the reader has already, from a comment `<!-- given: … -->` above the block that a page does not show. */
  readonly given: string;
  readonly code: string;
}

const BLOCK = /(?:<!-- given:(?<given>[\s\S]*?)-->\n+)?^```ts\n(?<code>[\s\S]*?)^```$/gm;

/** Every TypeScript example of the documents. */
export function codeBlocks(root: URL): CodeBlock[] {
  const guides = readdirSync(new URL('docs/', root)).filter((name) => name.endsWith('.md'));
  return ['README.md', ...guides.sort().map((name) => `docs/${name}`)].flatMap((file) => {
    const text = readFileSync(new URL(file, root), 'utf8');
    return [...text.matchAll(BLOCK)].map(({ index, groups }) => ({
      file,
      line: text.slice(0, index).split('\n').length,
      given: groups?.given?.trim() ?? '',
      code: groups?.code ?? '',
    }));
  });
}

/** The block as a module of its own. */
export function moduleOf({ given, code }: CodeBlock): string {
  const lines = `${given}\n${code}`.split('\n');
  const isOutside = (line: string): boolean => /^(import|declare) /.test(line);
  const body = lines.filter((line) => !isOutside(line));
  return `${lines.filter(isOutside).join('\n')}\nexport async function example() {\n${body.join('\n')}\n}\n`;
}
