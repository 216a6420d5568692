import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const ROOT = new URL('../../', import.meta.url);
const read = (file: string): string => readFileSync(new URL(file, ROOT), 'utf8');
/** The text of a file, or of all files of a folder that ends in `/`. */
const textOf = (path: string): string =>
  path.endsWith('/')
    ? readdirSync(new URL(path, ROOT), { recursive: true, encoding: 'utf8' })
        .flatMap((name) => (name.endsWith('.ts') ? [read(`${path}${name}`)] : []))
        .join('\n')
    : read(path);
const pages = [
  'README.md',
  ...readdirSync(new URL('docs/', ROOT)).flatMap((name) => (name.endsWith('.md') ? [`docs/${name}`] : [])),
];

describe('the documents', () => {
  it.each(pages)('name files that exist: %s', (page) => {
    const named = new Set(read(page).match(/\b(?:src|test|bench)\/[\w./-]+\.(?:ts|mjs)\b/g) ?? []);
    expect([...named].filter((file) => !existsSync(new URL(file, ROOT)))).toEqual([]);
  });

  it('find each step of the walk in the file that they name', () => {
    const rows = [...read('docs/walk.md').matchAll(/^\|[^|]+\| (?<names>`[^|]+) \| (?<files>`src[^|]+) \|$/gm)];
    const lost = rows.flatMap(({ groups }) => {
      const inCode = (text = ''): readonly string[] => [...text.matchAll(/`([^`]+)`/g)].map(([, inner]) => inner ?? '');
      const text = inCode(groups?.files).map(textOf).join('\n');
      const words = inCode(groups?.names).flatMap((name) => name.split('.'));
      return words.filter((word) => !new RegExp(`\\b${word}\\b`).test(text));
    });
    expect(rows.length).toBeGreaterThan(20);
    expect(lost).toEqual([]);
  });
});
